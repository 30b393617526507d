package dev.hearth.gateway.storage;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** The clock of everything here that asks for one; a test brings its own. It is as fine as a stored time. */
final class SystemClock {
    @Produces
    @Singleton
    @DefaultBean
    Clock utc() {
        return Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));
    }
}
