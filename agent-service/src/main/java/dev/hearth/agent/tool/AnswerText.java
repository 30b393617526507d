package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.hearth.agent.chat.StoredJson;
import dev.hearth.agent.outbound.OutboundAnswer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer as text that may be shown.
 *
 * @param text without secrets; if something is missing, a last line says how much
 * @param json the same, if it is JSON and whole
 */
record AnswerText(String text, @Nullable JsonNode json, long missing) {
    private static final Pattern CHARSET = Pattern.compile("charset=\"?([A-Za-z0-9._-]+)", Pattern.CASE_INSENSITIVE);
    private static final int START = 2000;

    static AnswerText of(OutboundAnswer answer, SecretsInUse secrets) {
        boolean cut = answer.missing() > 0;
        Optional<String> decoded = decoded(answer, cut);
        if (decoded.isEmpty()) {
            String type = answer.contentType().isEmpty() ? "of no given type" : "of type " + answer.contentType();
            long size = answer.body().length() + answer.missing();
            return new AnswerText("[%d bytes %s, which are not text]".formatted(size, type), null, 0);
        }
        String text = secrets.hide(decoded.get(), cut);
        return cut
                ? new AnswerText(text + missingLine(answer.missing()), null, answer.missing())
                : new AnswerText(text, StoredJson.parse(text).orElse(null), 0);
    }

    /** The beginning of a text that is too long, which says how much is left out. */
    static String beginning(ByteString text, int bytes) {
        return text.substring(0, bytes).toStringUtf8().replace("\uFFFD", "") + missingLine(text.size() - bytes);
    }

    /** What is said in place of what was left out. */
    static String missingLine(long bytes) {
        return "\n[%d more bytes were left out]".formatted(bytes);
    }

    /** Its beginning, for messages. */
    String start() {
        String stripped = text.strip();
        return stripped.length() <= START ? stripped : stripped.substring(0, START) + "…";
    }

    ToolOutcome.Done toDone() {
        return new ToolOutcome.Done(text, json, null, null);
    }

    private static Optional<String> decoded(OutboundAnswer answer, boolean cut) {
        try {
            String text = charset(answer.contentType())
                    .newDecoder()
                    .onMalformedInput(cut ? CodingErrorAction.IGNORE : CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(answer.body().getBytes()))
                    .toString();
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static Charset charset(String contentType) {
        Matcher named = CHARSET.matcher(contentType);
        return named.find() && isKnown(named.group(1)) ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
    }

    private static boolean isKnown(String name) {
        try {
            return Charset.isSupported(name);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
