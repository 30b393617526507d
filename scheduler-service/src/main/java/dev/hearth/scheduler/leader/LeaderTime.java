package dev.hearth.scheduler.leader;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * The two clocks of the leader: wall time for events and {@code run_at}, monotonic time for trust and durations.
 *
 * @param wall says when things happened
 * @param nanos never goes back
 */
public record LeaderTime(Clock wall, LongSupplier nanos) {
    public static LeaderTime system() {
        return new LeaderTime(Clock.systemUTC(), System::nanoTime);
    }

    /** Now, as exact as the tables are. */
    public Instant now() {
        return wall.instant().truncatedTo(ChronoUnit.MICROS);
    }

    public long nanoTime() {
        return nanos.getAsLong();
    }
}
