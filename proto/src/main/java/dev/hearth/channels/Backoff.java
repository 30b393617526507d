package dev.hearth.channels;

import java.time.Duration;

/** The pauses between attempts: short at first, since a restart takes seconds, not minutes. For one thread at a time. */
public final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofMillis(500);

    private Duration next = FIRST;

    public Duration next() {
        Duration pause = next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }

    public void reset() {
        next = FIRST;
    }
}
