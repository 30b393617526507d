package dev.hearth.worker.lease;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The engine's trust in its own lease. It is counted from when a heartbeat was sent, on the monotonic clock, so that it ends
 * before the leader's does. Any thread may ask.
 */
@Singleton
public class EngineLease {
    private final LongSupplier nanoTime;
    private volatile Term term;

    @Inject
    public EngineLease() {
        this(System::nanoTime);
    }

    public EngineLease(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.term = new Term(false, nanoTime.getAsLong());
    }

    /** Renews the lease from the moment the heartbeat that was answered had been sent. Never shortens it. */
    public synchronized void renew(long sentAtNanos, Duration duration) {
        long end = sentAtNanos + duration.toNanos();
        if (!term.granted() || end - term.endNanos() > 0) {
            term = new Term(true, end);
        }
    }

    /** Whether something may be started now. */
    public boolean isHeld() {
        Term now = term;
        return now.granted() && now.endNanos() - nanoTime.getAsLong() > 0;
    }

    /** How long it has not been held: since its end, or since the engine's start if it was never granted. Zero while held. */
    public Duration notHeldFor() {
        return Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - term.endNanos()));
    }

    private record Term(boolean granted, long endNanos) {}
}
