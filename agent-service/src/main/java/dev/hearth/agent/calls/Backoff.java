package dev.hearth.agent.calls;

/** The pauses between attempts: short at first, since a restart takes seconds, not minutes. For one thread at a time. */
final class Backoff {
    private static final long FIRST_MILLIS = 20;
    private static final long MAX_MILLIS = 500;

    private long next = FIRST_MILLIS;

    long nextMillis() {
        long pause = next;
        next = Math.min(next * 2, MAX_MILLIS);
        return pause;
    }

    void reset() {
        next = FIRST_MILLIS;
    }
}
