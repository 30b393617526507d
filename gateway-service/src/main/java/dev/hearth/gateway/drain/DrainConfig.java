package dev.hearth.gateway.drain;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of stopping. */
@ConfigMapping(prefix = "hearth.gateway.drain")
public interface DrainConfig {
    /**
     * How long requests may take to end after SIGTERM. What waits for a task then is answered with the live one. Must be
     * below the time after which whoever stops us uses force: 10 s in the local stack.
     */
    @WithDefault("5s")
    Duration grace();

    /** The end of the grace, for writing the answers of what waited in vain. */
    @WithDefault("1s")
    Duration answering();
}
