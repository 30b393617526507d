package dev.hearth.gateway.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.http.JsonBytes;

/**
 * One line of a chat stream: a document in one line of ASCII, below 128 KiB as far as that can be. What does not fit is left
 * out of the results of tools, which {@code GET /chats/{id}} shows whole; a text is never cut.
 */
final class ChatLine {
    /** Some older readers fail above 128 KiB; the framing needs a little of it. */
    static final int MAX_BYTES = 128 * 1024 - 128;

    private static final int KEPT_OF_RESULT = 1000;

    private ChatLine() {}

    static byte[] of(byte[] document) {
        byte[] line = lineOf(document);
        if (line.length <= MAX_BYTES) {
            return line;
        }
        JsonNode tree = Documents.read(document);
        for (JsonNode invocation : tree.path("tool_invocations")) {
            if (invocation instanceof ObjectNode object) {
                shorten(object);
            }
        }
        if (tree.path("role").asText("").equals("tool")) {
            for (JsonNode part : tree.path("content")) {
                if (part instanceof ObjectNode object) {
                    shorten(object, "text");
                }
            }
        }
        return lineOf(Documents.write(tree));
    }

    private static void shorten(ObjectNode invocation) {
        if (JsonBytes.lineSizeOf(invocation.path("data").toString()) > KEPT_OF_RESULT) {
            invocation.remove("data");
        }
        shorten(invocation, "result");
    }

    private static void shorten(ObjectNode object, String member) {
        String text = object.path(member).asText("");
        if (text.length() > KEPT_OF_RESULT) {
            object.put(member, text.substring(0, KEPT_OF_RESULT) + "…");
        }
    }

    private static byte[] lineOf(byte[] document) {
        return JsonBytes.line().raw(document).toByteArray();
    }
}
