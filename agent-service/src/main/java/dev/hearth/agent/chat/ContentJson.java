package dev.hearth.agent.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.chat.ContentPart.Failure;
import dev.hearth.agent.chat.ContentPart.FileLink;
import dev.hearth.agent.chat.ContentPart.Image;
import dev.hearth.agent.chat.ContentPart.Reasoning;
import dev.hearth.agent.chat.ContentPart.Text;
import dev.hearth.agent.chat.ContentPart.ToolCall;
import dev.hearth.agent.chat.ContentPart.ToolCalls;
import java.util.ArrayList;
import java.util.List;

/** The parts of a message, stored as they are shown (wire protocol 5.5). */
final class ContentJson {
    private ContentJson() {}

    static ArrayNode write(List<ContentPart> parts) {
        ArrayNode array = StoredJson.object().putArray("content");
        for (ContentPart part : parts) {
            ObjectNode node = array.addObject();
            switch (part) {
                case Text(String text) -> node.put("type", "text").put("text", text);
                case Reasoning(String text) -> node.put("type", "reasoning").put("text", text);
                case Image(String uri) -> node.put("type", "image").put("image", uri);
                case FileLink(String uri) -> node.put("type", "file").put("file", uri);
                case Failure(String error) ->
                    node.put("type", "text").put("text", "").put("error", error);
                case ToolCalls(List<ToolCall> calls) -> writeCalls(node, calls);
            }
        }
        return array;
    }

    static List<ContentPart> read(String stored) {
        List<ContentPart> parts = new ArrayList<>();
        for (JsonNode node : StoredJson.read(stored)) {
            parts.add(
                    switch (node.path("type").asText()) {
                        case "reasoning" -> new Reasoning(node.path("text").asText());
                        case "image" -> new Image(node.path("image").asText());
                        case "file" -> new FileLink(node.path("file").asText());
                        case "tool" -> new ToolCalls(readCalls(node.path("tool_calls")));
                        default ->
                            node.has("error")
                                    ? new Failure(node.path("error").asText())
                                    : new Text(node.path("text").asText());
                    });
        }
        return parts;
    }

    private static void writeCalls(ObjectNode node, List<ToolCall> calls) {
        ArrayNode array = node.put("type", "tool").putArray("tool_calls");
        for (ToolCall call : calls) {
            array.addObject()
                    .put("id", call.id())
                    .put("type", "function")
                    .putObject("function")
                    .put("name", call.name())
                    .put("arguments", call.arguments());
        }
    }

    private static List<ToolCall> readCalls(JsonNode array) {
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode call : array) {
            JsonNode function = call.path("function");
            calls.add(new ToolCall(
                    call.path("id").asText(),
                    function.path("name").asText(),
                    function.path("arguments").asText()));
        }
        return calls;
    }
}
