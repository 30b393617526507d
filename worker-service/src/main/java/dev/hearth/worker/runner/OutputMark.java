package dev.hearth.worker.runner;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;

/**
 * Bytes that nobody else writes, found again in what is read, wherever the reads cut them. Sixteen of them: a zero, which occurs
 * nowhere else in the mark, then random ones. For one thread, but for {@link #bytes}.
 */
final class OutputMark {
    private static final int LENGTH = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] mark = new byte[LENGTH];
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private int matched;

    OutputMark() {
        for (int i = 1; i < LENGTH; i++) {
            mark[i] = (byte) RANDOM.nextInt(1, 256);
        }
    }

    /** What to write. */
    byte[] bytes() {
        return mark.clone();
    }

    /** What is found in the bytes that are read, in their order. */
    interface Found {
        void text(byte[] bytes, int count);

        void mark();
    }

    /** Goes on with these bytes. The beginning of what may be a mark waits for its end. */
    void read(byte[] bytes, int count, Found found) {
        for (int i = 0; i < count; i++) {
            byte next = bytes[i];
            if (next != mark[matched]) {
                text.write(mark, 0, matched);
                matched = 0;
            }
            if (next != mark[matched]) {
                text.write(next);
            } else if (++matched == LENGTH) {
                matched = 0;
                flush(found);
                found.mark();
            }
        }
        flush(found);
    }

    private void flush(Found found) {
        if (text.size() > 0) {
            byte[] bytes = text.toByteArray();
            text.reset();
            found.text(bytes, bytes.length);
        }
    }
}
