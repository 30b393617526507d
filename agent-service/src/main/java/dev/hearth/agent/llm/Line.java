package dev.hearth.agent.llm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.MessageRole;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A message as an LLM app is told it (wire protocol 7.1).
 *
 * @param call what an assistant's message asks for, one at most
 * @param toolCallId of a tool's message
 */
record Line(
        MessageRole role,
        String text,
        String reasoning,
        List<String> images,
        List<String> files,
        ContentPart.@Nullable ToolCall call,
        @Nullable String toolCallId) {
    Line {
        images = List.copyOf(images);
        files = List.copyOf(files);
    }

    /** An assistant's message that says nothing. */
    static final Line EMPTY = new Line(MessageRole.ASSISTANT, "", "", List.of(), List.of(), null, null);

    /** The same, asking for a tool. */
    Line calling(ContentPart.ToolCall tool) {
        return new Line(role, text, reasoning, images, files, tool, toolCallId);
    }

    static Line answering(String text, String toolCallId) {
        return new Line(MessageRole.TOOL, text, "", List.of(), List.of(), null, toolCallId);
    }

    /** With only those images and files that the app can have; the others are named in the text. */
    Line keeping(Predicate<String> keptImages, Predicate<String> keptFiles) {
        List<String> names = Stream.concat(names("image", images, keptImages), names("file", files, keptFiles))
                .toList();
        return names.isEmpty()
                ? this
                : new Line(
                        role,
                        Stream.concat(Stream.of(text), names.stream())
                                .collect(Collectors.joining("\n"))
                                .strip(),
                        reasoning,
                        images.stream().filter(keptImages).toList(),
                        files.stream().filter(keptFiles).toList(),
                        call,
                        toolCallId);
    }

    private static Stream<String> names(String kind, List<String> uris, Predicate<String> kept) {
        return uris.stream().filter(kept.negate()).map(uri -> "[attached %s: %s]".formatted(kind, FileUri.nameOf(uri)));
    }

    /** The same without its images and files. */
    Line withoutFiles() {
        return new Line(role, text, reasoning, List.of(), List.of(), call, toolCallId);
    }

    /** A text is always there, even if it is empty: apps require it. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("role", role.name().toLowerCase(Locale.ROOT))
                .put("text", text);
        if (!reasoning.isEmpty()) {
            json.put("reasoning", reasoning);
        }
        addAll(json, "images", images);
        addAll(json, "files", files);
        if (call != null) {
            json.putArray("tool_calls")
                    .addObject()
                    .put("id", call.id())
                    .put("type", "function")
                    .putObject("function")
                    .put("name", call.name())
                    .put("arguments", call.arguments());
        }
        if (toolCallId != null) {
            json.put("tool_call_id", toolCallId);
        }
        return json;
    }

    private static void addAll(ObjectNode json, String field, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = json.putArray(field);
            values.forEach(array::add);
        }
    }
}
