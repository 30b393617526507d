package dev.hearth.gateway.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.http.JsonBytes;
import java.util.List;
import java.util.function.Predicate;

/**
 * One line of a chat stream: a document in one line of ASCII, below 128 KiB as far as that can be. What does not fit is left out,
 * first what is missed least; {@code GET /chats/{id}} shows it whole. A text is never cut, nor what somebody is asked to act on.
 */
final class ChatLine {
    /** Some older readers fail above 128 KiB; the framing needs a little of it. */
    static final int MAX_BYTES = 128 * 1024 - 128;

    /** Each makes a document shorter, or says that it did not. */
    private static final List<Predicate<ObjectNode>> CUTS_OF_MESSAGES = List.of(
            ShorterMessage::withoutResults,
            ShorterMessage::withoutArguments,
            ShorterMessage::withoutWidgets,
            ShorterMessage::withoutInlineFiles);

    private static final List<Predicate<ObjectNode>> CUTS_OF_CHATS = List.of(
            chat -> chat.path("agent_data") instanceof ObjectNode data && data.remove("memory") != null,
            chat -> chat.remove("output") != null,
            chat -> chat.remove("context") != null,
            chat -> chat.remove("agent_data") != null);

    private ChatLine() {}

    static byte[] of(byte[] document) {
        byte[] line = lineOf(document);
        if (line.length <= MAX_BYTES || !(Documents.read(document) instanceof ObjectNode shorter)) {
            return line;
        }
        for (Predicate<ObjectNode> cut : isMessage(shorter) ? CUTS_OF_MESSAGES : CUTS_OF_CHATS) {
            if (line.length > MAX_BYTES && cut.test(shorter)) {
                line = lineOf(Documents.write(shorter));
            }
        }
        return line;
    }

    private static boolean isMessage(JsonNode document) {
        return document.has("role");
    }

    private static byte[] lineOf(byte[] document) {
        return JsonBytes.line().raw(document).toByteArray();
    }
}
