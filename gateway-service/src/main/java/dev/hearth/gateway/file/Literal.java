package dev.hearth.gateway.file;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A string literal inside JSON bytes, quotes included: from {@code start} up to but without {@code end}. It is looked at
 * where it stands; a file of megabytes is not copied to find out that it is one.
 */
final class Literal {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final byte[] json;
    private final int start;
    private final int end;
    private final boolean escaped;

    private Literal(byte[] json, int start, int end, boolean escaped) {
        this.json = json;
        this.start = start;
        this.end = end;
        this.escaped = escaped;
    }

    /** The literal whose opening quote is at this offset of well-formed JSON. */
    static Literal at(byte[] json, int start) {
        boolean escaped = false;
        int i = start + 1;
        while (json[i] != '"') {
            if (json[i] == '\\') {
                escaped = true;
                i++;
            }
            i++;
        }
        return new Literal(json, start, i + 1, escaped);
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** Length in bytes between the quotes. */
    int length() {
        return end - start - 2;
    }

    /** Whether the text starts so; the prefix is ASCII, and in lower case if case does not matter. */
    boolean startsWith(String prefix) {
        if (escaped) {
            return text().regionMatches(true, 0, prefix, 0, prefix.length());
        }
        if (length() < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (Character.toLowerCase((char) (json[start + 1 + i] & 0xff)) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The text in UTF-8. */
    byte[] bytes() {
        return escaped ? text().getBytes(StandardCharsets.UTF_8) : Arrays.copyOfRange(json, start + 1, end - 1);
    }

    String text() {
        if (!escaped) {
            return new String(json, start + 1, length(), StandardCharsets.UTF_8);
        }
        try {
            return MAPPER.readValue(json, start, end - start, String.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
