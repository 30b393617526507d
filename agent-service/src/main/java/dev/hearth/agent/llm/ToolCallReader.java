package dev.hearth.agent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.chat.ContentPart.ToolCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the tool calls of an output, perhaps unfinished ones. Arguments are JSON text or an object; calls that came without an
 * id, or with one that another call has, get one by their place, the same in every output.
 */
final class ToolCallReader {
    private ToolCallReader() {}

    static List<ToolCall> read(JsonNode given) {
        List<JsonNode> nodes = new ArrayList<>(
                LlmOutput.elements(given).filter(JsonNode::isObject).toList());
        if (nodes.stream().allMatch(node -> node.path("index").isIntegralNumber())) {
            nodes.sort(Comparator.comparingInt(node -> node.path("index").intValue()));
        }
        List<ToolCall> calls = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int place = 0; place < nodes.size(); place++) {
            ToolCall call = call(nodes.get(place), place);
            calls.add(ids.add(call.id()) ? call : new ToolCall("call_" + place, call.name(), call.arguments()));
        }
        return calls;
    }

    private static ToolCall call(JsonNode node, int place) {
        JsonNode function = node.path("function").isObject() ? node.path("function") : node;
        String id = node.path("id").asText("");
        return new ToolCall(
                LlmOutput.wellFormed(id.isBlank() ? "call_" + place : id),
                LlmOutput.wellFormed(Stream.of(function.path("name"), node.path("name"))
                        .map(name -> name.asText(""))
                        .filter(name -> !name.isEmpty())
                        .findFirst()
                        .orElse("")),
                arguments(function.path("arguments")));
    }

    /** A tool without parameters is called with nothing as often as with an empty object. */
    private static String arguments(JsonNode given) {
        if (given.isMissingNode()
                || given.isNull()
                || (given.isTextual() && given.textValue().isBlank())) {
            return "{}";
        }
        return LlmOutput.wellFormed(given.isTextual() ? given.textValue() : given.toString());
    }
}
