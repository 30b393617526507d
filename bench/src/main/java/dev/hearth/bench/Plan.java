package dev.hearth.bench;

import java.time.Duration;

/** How long and how often is measured. Everything is bounded in both. */
record Plan(
        Duration warmup,
        Duration idle,
        Duration perLoad,
        long maxCalls,
        int clients,
        int streamCalls,
        int coldCalls,
        int runnerCalls,
        int agentRuns,
        int chats) {
    static final Duration LONGEST = Duration.ofMinutes(10);

    Plan {
        requireBounded("warmup", warmup);
        requireBounded("duration", perLoad);
        if (clients < 1 || clients > 1024) {
            throw new IllegalArgumentException("clients must be 1 to 1024, not " + clients);
        }
    }

    private static void requireBounded(String what, Duration duration) {
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("%s must be at most %s, not %s".formatted(what, LONGEST, duration));
        }
    }
}
