package dev.hearth.agent.turn;

import dev.hearth.ids.Ids;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** This process, as leases and notifications name it. Another one with every start. */
record ProcessName(String value) {
    /** Makes the one of this process. */
    static final class Beans {
        private Beans() {}

        @Produces
        @Singleton
        static ProcessName processName() {
            return new ProcessName(Ids.random());
        }
    }
}
