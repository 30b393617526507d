package dev.hearth.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for what happens on other threads or in other processes, with a deadline. */
public final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    private Await() {}

    /** What is waited for. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }

    /** The value once there is one. */
    public static <T> T present(String what, Supplier<Optional<T>> source) {
        return present(() -> what, source);
    }

    /** The value once there is one. {@code what} is asked when it was waited for in vain. */
    public static <T> T present(Supplier<String> what, Supplier<Optional<T>> source) {
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
                throw new AssertionError("interrupted while waiting for " + what.get(), e);
            }
        }
        throw new AssertionError("waited in vain for " + what.get());
    }

    public static void until(String what, Condition condition) {
        until(() -> what, condition);
    }

    /** {@code what} is asked when it was waited for in vain. */
    public static void until(Supplier<String> what, Condition condition) {
        boolean _ = present(what, () -> holds(condition) ? Optional.of(true) : Optional.empty());
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
