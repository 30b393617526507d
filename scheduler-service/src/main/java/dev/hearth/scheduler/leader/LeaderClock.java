package dev.hearth.scheduler.leader;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The clocks of the machine. */
@Singleton
final class LeaderClock {
    @Produces
    @Singleton
    LeaderTime system() {
        return LeaderTime.system();
    }
}
