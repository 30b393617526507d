package dev.hearth.gateway.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what happens on its own. */
public final class Eventually {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Eventually() {}

    /** Repeats assertions until they hold, or fails as they do when the deadline has passed. */
    public static void assertThatSoon(Runnable assertions) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            try {
                assertions.run();
                return;
            } catch (AssertionError notYet) {
                if (System.nanoTime() > end) {
                    throw notYet;
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
