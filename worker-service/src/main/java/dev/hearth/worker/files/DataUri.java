package dev.hearth.worker.files;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * The content of a {@code data:} URI.
 *
 * @param contentType without parameters
 */
record DataUri(String contentType, ByteString content) {
    private static final int SHOWN = 40;

    static boolean isOne(String uri) {
        return uri.regionMatches(true, 0, "data:", 0, 5);
    }

    static DataUri parse(String uri) throws FileUnavailableException {
        int comma = uri.indexOf(',');
        if (comma < 0) {
            throw new FileUnavailableException("'%s' is not a data URI: it has no comma".formatted(shorten(uri)));
        }
        String head = uri.substring(5, comma);
        boolean base64 = head.toLowerCase(Locale.ROOT).endsWith(";base64");
        String type = head.split(";", -1)[0].strip();
        byte[] content = percentDecoded(uri.substring(comma + 1));
        try {
            return new DataUri(
                    type.isEmpty() ? "text/plain" : type,
                    ByteString.copyFrom(base64 ? base64Decoded(content) : content));
        } catch (IllegalArgumentException e) {
            throw new FileUnavailableException(
                    "'%s' is not valid base 64: %s".formatted(shorten(uri), e.getMessage()), e);
        }
    }

    /** Line breaks, the alphabet of URLs and missing padding are taken for what was meant; anything else is an error. */
    private static byte[] base64Decoded(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1).replaceAll("\\s", "");
        return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    }

    static String shorten(String uri) {
        return uri.length() <= SHOWN ? uri : uri.substring(0, SHOWN) + "…";
    }

    private static byte[] percentDecoded(String text) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        if (text.indexOf('%') < 0) {
            return raw;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
        for (int i = 0; i < raw.length; i++) {
            int high = i + 2 < raw.length && raw[i] == '%' ? Character.digit(raw[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(raw[i + 2], 16) : -1;
            if (low >= 0) {
                out.write(high * 16 + low);
                i += 2;
            } else {
                out.write(raw[i]);
            }
        }
        return out.toByteArray();
    }
}
