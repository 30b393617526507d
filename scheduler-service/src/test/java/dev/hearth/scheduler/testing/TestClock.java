package dev.hearth.scheduler.testing;

import dev.hearth.scheduler.leader.LeaderTime;
import io.quarkus.test.Mock;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** The leader's wall clock, which tests put forward; trust and leases keep to the machine's. */
@Singleton
public class TestClock {
    private static final AtomicLong AHEAD_NANOS = new AtomicLong();

    @Produces
    @Singleton
    @Mock
    LeaderTime time() {
        InstantSource source = () -> Instant.now().plusNanos(AHEAD_NANOS.get());
        return new LeaderTime(source.withZone(ZoneOffset.UTC), System::nanoTime);
    }

    public static void advance(Duration time) {
        AHEAD_NANOS.addAndGet(time.toNanos());
    }
}
