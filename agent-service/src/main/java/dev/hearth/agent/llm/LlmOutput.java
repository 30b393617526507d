package dev.hearth.agent.llm;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.hearth.agent.chat.ContentPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an output of an LLM app (wire protocol 7.2), which is all of the answer so far: each replaces the one before,
 * because intermediate ones may be left out on the way here. Lenient about its form, since the app is somebody else's.
 */
final class LlmOutput {
    /** Arguments that are an object are passed on with the digits that they came with. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final List<String> FIELDS = List.of("response", "reasoning", "tool_calls", "images", "usage");

    private LlmOutput() {}

    /** @throws IllegalArgumentException if this is not an LLM app's output; the message says why */
    static LlmReply read(ByteString output) {
        JsonNode json = parse(output);
        if (json.isTextual()) {
            return new LlmReply(List.of(new ContentPart.Text(wellFormed(json.textValue()))), null);
        }
        if (!json.isObject() || FIELDS.stream().noneMatch(json::has)) {
            throw new IllegalArgumentException("the LLM app's output has no field 'response'");
        }
        List<ContentPart> content = new ArrayList<>();
        text(json.path("reasoning"), ContentPart.Reasoning::new, content);
        text(json.path("response"), ContentPart.Text::new, content);
        images(json.path("images")).map(ContentPart.Image::new).forEach(content::add);
        List<ContentPart.ToolCall> calls = ToolCallReader.read(json.path("tool_calls"));
        if (!calls.isEmpty()) {
            content.add(new ContentPart.ToolCalls(calls));
        }
        return new LlmReply(content, usage(json.path("usage")));
    }

    /** Half a pair, as when an emoji is streamed in two pieces, is not text and cannot be stored or sent. */
    static String wellFormed(String text) {
        boolean suspicious = text.chars().anyMatch(c -> Character.isSurrogate((char) c));
        return suspicious ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8) : text;
    }

    /** What a list holds; a single thing where a list was meant. */
    static Stream<JsonNode> elements(JsonNode list) {
        return list.isContainerNode() ? (list.isArray() ? list.valueStream() : Stream.of(list)) : Stream.empty();
    }

    private static JsonNode parse(ByteString output) {
        try {
            JsonNode json = JSON.readTree(output.newInput());
            if (json == null || json.isMissingNode()) {
                throw new IllegalArgumentException("the LLM app's output is empty");
            }
            return json;
        } catch (IOException e) {
            throw new IllegalArgumentException("the LLM app's output is not JSON", e);
        }
    }

    private static void text(JsonNode node, Function<String, ContentPart> part, List<ContentPart> content) {
        if (node.isMissingNode() || node.isNull()) {
            return;
        }
        String text = wellFormed(node.isTextual() ? node.textValue() : node.toString());
        if (!text.isEmpty()) {
            content.add(part.apply(text));
        }
    }

    /** Files are addresses, or objects that hold one. */
    private static Stream<String> images(JsonNode images) {
        return elements(images)
                .map(image -> image.isTextual()
                        ? image.textValue()
                        : Stream.of("uri", "url", "path")
                                .map(field -> image.path(field).asText(""))
                                .filter(address -> !address.isEmpty())
                                .findFirst()
                                .orElse(""))
                .filter(address -> !address.isEmpty());
    }

    private static @Nullable ObjectNode usage(JsonNode given) {
        if (!(given instanceof ObjectNode usage)) {
            return null;
        }
        if (!usage.path("total_tokens").isNumber()) {
            usage.put(
                    "total_tokens",
                    usage.path("prompt_tokens").asLong(0)
                            + usage.path("completion_tokens").asLong(0));
        }
        return usage;
    }
}
