package dev.hearth.worker.output;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Turns bytes into whole lines. A progress bar's carriage returns overwrite: of what they overwrite only one state per pause is
 * kept. A line without end is cut, so that it costs no more memory than the longest one. For one thread.
 */
public final class LineSplitter {
    public static final int LONGEST_LINE = 16 * 1024;
    private static final long PAUSE_NANOS = 500_000_000;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean afterReturn;
    private long lastOverwrittenNanos = System.nanoTime() - PAUSE_NANOS;

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
                if (line.size() >= LONGEST_LINE) {
                    take(whole);
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
            line.reset();
        }
    }

    private void take(StringBuilder whole) {
        whole.append(line.toString(StandardCharsets.UTF_8)).append('\n');
        line.reset();
    }
}
