package dev.hearth.worker.peers;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Tries a call again while its service is away, up to a limit. For virtual threads: it waits. */
public final class Patience {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Duration limit;
    private final Runnable beforeRetry;

    /**
     * @param beforeRetry makes the channels connect at once, whose own pauses grow to minutes
     */
    public Patience(Duration limit, Runnable beforeRetry) {
        this.limit = limit;
        this.beforeRetry = beforeRetry;
    }

    /** The call's result, or its last failure. */
    public <T> T call(Callable<T> call) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return call.call();
            } catch (StatusRuntimeException e) {
                if (!isAway(e) || System.nanoTime() + pause.toNanos() - end > 0) {
                    throw e;
                }
            }
            Thread.sleep(pause);
            beforeRetry.run();
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private static boolean isAway(StatusRuntimeException failure) {
        return failure.getStatus().getCode() == Status.Code.UNAVAILABLE;
    }
}
