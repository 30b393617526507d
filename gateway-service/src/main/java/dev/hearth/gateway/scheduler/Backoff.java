package dev.hearth.gateway.scheduler;

import java.time.Duration;

/** The pauses between attempts: short at first, since a takeover takes seconds, not minutes. For one thread. */
final class Backoff {
    private static final long FIRST_MILLIS = 20;
    private static final long MAX_MILLIS = 500;

    private long next = FIRST_MILLIS;

    Duration next() {
        Duration pause = Duration.ofMillis(next);
        next = Math.min(next * 2, MAX_MILLIS);
        return pause;
    }

    void reset() {
        next = FIRST_MILLIS;
    }
}
