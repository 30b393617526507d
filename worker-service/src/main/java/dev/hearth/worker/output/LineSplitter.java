package dev.hearth.worker.output;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.ToIntFunction;

/**
 * Turns bytes into whole lines. A progress bar's carriage returns overwrite: of what they overwrite only one state per pause is
 * kept. A line without end is cut, so that it costs no more memory than a few of the longest; a cut parts neither a character
 * nor what is to stay together. For one thread.
 */
public final class LineSplitter {
    public static final int LONGEST_LINE = 16 * 1024;
    /** What is to stay together ends somewhere: at this length a line is cut wherever it may be. */
    private static final int LONGEST_HELD = 16 * LONGEST_LINE;

    private static final long PAUSE_NANOS = 500_000_000;

    /** How many characters at the end of a text must not be parted from what follows. */
    private final ToIntFunction<String> together;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int cutAt = LONGEST_LINE;
    private boolean afterReturn;
    private long lastOverwrittenNanos = System.nanoTime() - PAUSE_NANOS;

    /** Cuts long lines between any two characters. */
    public LineSplitter() {
        this(_ -> 0);
    }

    /** @param together how many characters at the end of a text must not be parted from what follows */
    public LineSplitter(ToIntFunction<String> together) {
        this.together = together;
    }

    /** The lines that end in these bytes, each with its line feed. */
    public String split(byte[] bytes, int count) {
        StringBuilder whole = new StringBuilder();
        for (int i = 0; i < count; i++) {
            byte next = bytes[i];
            if (afterReturn && next != '\n') {
                overwritten(whole);
            }
            afterReturn = next == '\r';
            if (next == '\n') {
                take(whole);
            } else if (next != '\r') {
                line.write(next);
                if (line.size() >= cutAt) {
                    cut(whole);
                }
            }
        }
        return whole.toString();
    }

    /** What is left without a line feed; empty if nothing. */
    public String rest() {
        StringBuilder whole = new StringBuilder();
        if (line.size() > 0) {
            take(whole);
        }
        return whole.toString();
    }

    private void overwritten(StringBuilder whole) {
        long now = System.nanoTime();
        if (line.size() > 0 && now - lastOverwrittenNanos >= PAUSE_NANOS) {
            lastOverwrittenNanos = now;
            take(whole);
        } else {
            begin();
        }
    }

    private void take(StringBuilder whole) {
        whole.append(line.toString(StandardCharsets.UTF_8)).append('\n');
        begin();
    }

    private void cut(StringBuilder whole) {
        byte[] bytes = line.toByteArray();
        int complete = bytes.length - unfinishedCharacter(bytes);
        String text = new String(bytes, 0, complete, StandardCharsets.UTF_8);
        int shown = bytes.length < LONGEST_HELD ? text.length() - together.applyAsInt(text) : text.length();
        if (shown == 0) {
            cutAt = bytes.length + LONGEST_LINE;
            return;
        }
        whole.append(text, 0, shown).append('\n');
        begin();
        line.writeBytes(text.substring(shown).getBytes(StandardCharsets.UTF_8));
        line.write(bytes, complete, bytes.length - complete);
        cutAt = Math.max(LONGEST_LINE, line.size() + 1);
    }

    private void begin() {
        line.reset();
        cutAt = LONGEST_LINE;
    }

    /** How many bytes at the end are the beginning of a character of more. */
    private static int unfinishedCharacter(byte[] bytes) {
        for (int count = 1; count <= Math.min(3, bytes.length); count++) {
            int unit = bytes[bytes.length - count] & 0xFF;
            if (unit >= 0xC0) {
                int wanted = unit >= 0xF0 ? 4 : unit >= 0xE0 ? 3 : 2;
                return wanted > count ? count : 0;
            }
            if (unit < 0x80) {
                return 0;
            }
        }
        return 0;
    }
}
