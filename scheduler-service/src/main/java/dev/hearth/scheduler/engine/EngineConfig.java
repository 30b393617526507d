package dev.hearth.scheduler.engine;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How engines are kept track of. */
@ConfigMapping(prefix = "hearth.scheduler.engine")
public interface EngineConfig {
    /** An engine's lease ends when no heartbeat renewed it for this long. Below three heartbeats, a slow network looks like a dead engine. */
    @WithDefault("15s")
    Duration lease();

    /** How often an engine is to be heard. More often costs messages, less often finds dead engines later. */
    @WithDefault("5s")
    Duration heartbeatEvery();

    /** How often ended leases are looked for. Adds to the time until a lost engine's tasks move on. */
    @WithDefault("5s")
    Duration sweepEvery();

    /** Bytes of logs and partial outputs an engine may send ahead. Less throttles it, more costs memory here. */
    @WithDefault("1048576")
    long dataCreditBytes();
}
