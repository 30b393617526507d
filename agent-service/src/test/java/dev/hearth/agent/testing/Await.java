package dev.hearth.agent.testing;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for what happens on other threads, with a deadline. */
public final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    private Await() {}

    /** The value once there is one. */
    public static <T> T present(String what, Supplier<Optional<T>> source) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() - end < 0) {
            Optional<T> value = source.get();
            if (value.isPresent()) {
                return value.get();
            }
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
        throw new AssertionError("waited in vain for " + what);
    }

    public static void until(String what, Supplier<Boolean> condition) {
        present(what, () -> condition.get() ? Optional.of(true) : Optional.empty());
    }
}
