package dev.hearth.cli.stack;

import java.time.Duration;

/** Says that something still goes on: after a second, and then ever more rarely. For one thread. */
final class StillWaiting {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int TIMES_LATER = 4;

    private final Runnable word;
    private final long start = System.nanoTime();
    private long after = FIRST.toNanos();

    StillWaiting(Runnable word) {
        this.word = word;
    }

    void look(long nowNanos) {
        if (nowNanos - start > after) {
            word.run();
            after *= TIMES_LATER;
        }
    }
}
