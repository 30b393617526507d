package dev.hearth.files.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which of a file's bytes a request wants. */
sealed interface ByteRange {
    /** Everything: no range was asked for, or one that may be ignored (malformed, several, another unit). */
    record Whole() implements ByteRange {}

    /** Some bytes, both ends included. */
    record Part(long first, long last) implements ByteRange {
        long length() {
            return last - first + 1;
        }
    }

    /** Bytes the file does not have. */
    record Unsatisfiable() implements ByteRange {}

    /** One range of bytes; at most 18 digits, so that they fit a long. */
    Pattern SINGLE = Pattern.compile("bytes\\s*=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    /** Reads the header {@code Range}. */
    static ByteRange of(@Nullable String header, long sizeBytes) {
        Matcher matcher = SINGLE.matcher(header == null ? "" : header);
        if (!matcher.matches()) {
            return new Whole();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? new Whole() : suffix(Long.parseLong(last), sizeBytes);
        }
        return between(Long.parseLong(first), last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last), sizeBytes);
    }

    private static ByteRange suffix(long length, long sizeBytes) {
        return length == 0 || sizeBytes == 0
                ? new Unsatisfiable()
                : new Part(Math.max(0, sizeBytes - length), sizeBytes - 1);
    }

    private static ByteRange between(long first, long last, long sizeBytes) {
        if (last < first) {
            return new Whole();
        }
        return first >= sizeBytes ? new Unsatisfiable() : new Part(first, Math.min(last, sizeBytes - 1));
    }
}
