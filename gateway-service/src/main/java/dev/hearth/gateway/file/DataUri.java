package dev.hearth.gateway.file;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A file written out in a {@code data:} URI: base64, also the URL-safe kind and without padding, or percent-encoded. */
final class DataUri {
    private static final int SCHEME_LENGTH = "data:".length();

    private final String contentType;
    private final byte[] content;

    private DataUri(String contentType, byte[] content) {
        this.contentType = contentType;
        this.content = content;
    }

    String contentType() {
        return contentType;
    }

    byte[] content() {
        return content;
    }

    /** Reads one; empty if it cannot be decoded. */
    static Optional<DataUri> parse(byte[] text) {
        int comma = 0;
        while (comma < text.length && text[comma] != ',') {
            comma++;
        }
        if (comma == text.length) {
            return Optional.empty();
        }
        String head = new String(text, SCHEME_LENGTH, comma - SCHEME_LENGTH, StandardCharsets.UTF_8);
        List<String> parts = List.of(head.split(";", -1));
        boolean base64 = parts.getLast().strip().equalsIgnoreCase("base64");
        String type = parts.getFirst().strip().toLowerCase(Locale.ROOT);
        byte[] payload = Arrays.copyOfRange(text, comma + 1, text.length);
        return (base64 ? base64(payload) : percent(payload))
                .map(content -> new DataUri(type.isEmpty() ? "text/plain" : type, content));
    }

    private static Optional<byte[]> base64(byte[] payload) {
        for (int i = 0; i < payload.length; i++) {
            if (payload[i] == '-') {
                payload[i] = '+';
            } else if (payload[i] == '_') {
                payload[i] = '/';
            }
        }
        try {
            return Optional.of(Base64.getDecoder().decode(payload));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> percent(byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length);
        for (int i = 0; i < payload.length; i++) {
            if (payload[i] != '%') {
                out.write(payload[i]);
                continue;
            }
            int high = i + 2 < payload.length ? Character.digit(payload[i + 1], 16) : -1;
            int low = i + 2 < payload.length ? Character.digit(payload[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            out.write(16 * high + low);
            i += 2;
        }
        return Optional.of(out.toByteArray());
    }
}
