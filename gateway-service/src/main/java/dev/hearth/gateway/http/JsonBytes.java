package dev.hearth.gateway.http;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON into bytes and splices payloads in as they are. Not for several threads.
 *
 * <p>In line form the text is one line of ASCII, whatever was spliced: stream clients split lines at U+0085 and U+2028
 * too. Spliced bytes must be valid JSON in UTF-8.
 */
public final class JsonBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final int INITIAL_SIZE = 1024;

    private final boolean line;
    private byte[] bytes;
    private int size;
    private boolean separate;

    private JsonBytes(boolean line) {
        this.line = line;
        this.bytes = new byte[INITIAL_SIZE];
    }

    /** For an answer: payloads go through untouched. */
    public static JsonBytes plain() {
        return new JsonBytes(false);
    }

    /** For a stream line: everything beyond ASCII is escaped, line breaks inside payloads become blanks. */
    public static JsonBytes line() {
        return new JsonBytes(true);
    }

    public JsonBytes beginObject() {
        return open('{');
    }

    public JsonBytes endObject() {
        return close('}');
    }

    public JsonBytes beginArray() {
        return open('[');
    }

    public JsonBytes endArray() {
        return close(']');
    }

    /** A member's name; names are ours, ASCII without anything to escape. */
    public JsonBytes name(String name) {
        element();
        put('"');
        ascii(name);
        put('"');
        put(':');
        separate = false;
        return this;
    }

    public JsonBytes string(String value) {
        element();
        put('"');
        escaped(value);
        put('"');
        return done();
    }

    public JsonBytes number(long value) {
        element();
        ascii(Long.toString(value));
        return done();
    }

    public JsonBytes bool(boolean value) {
        element();
        ascii(value ? "true" : "false");
        return done();
    }

    public JsonBytes nothing() {
        element();
        append(NULL, 0, NULL.length);
        return done();
    }

    /** A value that is JSON already; empty stands for null. */
    public JsonBytes raw(byte[] json) {
        if (json.length == 0) {
            return nothing();
        }
        element();
        splice(json, 0, json.length);
        return done();
    }

    /** As {@link #raw(byte[])}. */
    public JsonBytes raw(ByteString json) {
        return raw(json.toByteArray());
    }

    /** The members of a JSON object, without its braces, as members of the current one. */
    public JsonBytes members(ByteString object) {
        byte[] json = object.toByteArray();
        int from = indexOf(json, '{') + 1;
        int to = lastIndexOf(json, '}');
        while (from < to && json[from] <= ' ') {
            from++;
        }
        if (from < to) {
            element();
            splice(json, from, to);
            done();
        }
        return this;
    }

    public int size() {
        return size;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** How many bytes this payload takes in line form. */
    public static int lineSizeOf(byte[] json) {
        int total = json.length;
        for (byte b : json) {
            if (b < 0) {
                // Two bytes of UTF-8 become 6, three become 6, four become 12: a lead byte counts for the rest.
                total += (b & 0xC0) == 0x80 ? -1 : (b & 0xF8) == 0xF0 ? 11 : 5;
            }
        }
        return total;
    }

    /** At most how many bytes this text takes as a string in line form. */
    public static int lineSizeOf(String text) {
        int total = 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean single = c >= ' ' && c < 0x7F && c != '"' && c != '\\';
            total += single ? 1 : c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t' ? 2 : 6;
        }
        return total;
    }

    private JsonBytes open(char bracket) {
        element();
        put(bracket);
        separate = false;
        return this;
    }

    private JsonBytes close(char bracket) {
        put(bracket);
        return done();
    }

    private void element() {
        if (separate) {
            put(',');
        }
    }

    private JsonBytes done() {
        separate = true;
        return this;
    }

    private void escaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                put('\\');
                put(c);
            } else if (c < ' ') {
                control(c);
            } else if (c < 0x7F) {
                put(c);
            } else if (line || Character.isSurrogate(c) || c == 0x7F) {
                unicode(c);
            } else {
                utf8(c);
            }
        }
    }

    private void control(char c) {
        switch (c) {
            case '\n' -> ascii("\\n");
            case '\r' -> ascii("\\r");
            case '\t' -> ascii("\\t");
            default -> unicode(c);
        }
    }

    private void utf8(char c) {
        if (c < 0x800) {
            put(0xC0 | (c >> 6));
        } else {
            put(0xE0 | (c >> 12));
            put(0x80 | ((c >> 6) & 0x3F));
        }
        put(0x80 | (c & 0x3F));
    }

    private void unicode(int c) {
        put('\\');
        put('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            put(HEX[(c >> shift) & 0xF]);
        }
    }

    private void splice(byte[] json, int from, int to) {
        if (line) {
            asLine(json, from, to);
        } else {
            append(json, from, to - from);
        }
    }

    private void asLine(byte[] json, int from, int to) {
        int plainFrom = from;
        for (int i = from; i < to; i++) {
            byte b = json[i];
            if (b >= ' ') {
                continue;
            }
            append(json, plainFrom, i - plainFrom);
            if (b >= 0) {
                put(' ');
            } else {
                i = escapeFrom(json, i);
            }
            plainFrom = i + 1;
        }
        append(json, plainFrom, to - plainFrom);
    }

    /** Escapes the character that begins here; answers the index of its last byte. */
    private int escapeFrom(byte[] json, int at) {
        int lead = json[at] & 0xFF;
        int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
        int point = lead & (0x3F >> more);
        for (int i = 1; i <= more && at + i < json.length; i++) {
            point = (point << 6) | (json[at + i] & 0x3F);
        }
        if (Character.isBmpCodePoint(point)) {
            unicode(point);
        } else {
            unicode(Character.highSurrogate(point));
            unicode(Character.lowSurrogate(point));
        }
        return at + more;
    }

    private void ascii(String text) {
        int length = text.length();
        room(length);
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    private void append(byte[] from, int offset, int length) {
        room(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    private void put(int b) {
        room(1);
        bytes[size++] = (byte) b;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    private static int indexOf(byte[] json, char c) {
        int i = 0;
        while (i < json.length && json[i] != c) {
            i++;
        }
        return i;
    }

    private static int lastIndexOf(byte[] json, char c) {
        int i = json.length - 1;
        while (i >= 0 && json[i] != c) {
            i--;
        }
        return i;
    }
}
