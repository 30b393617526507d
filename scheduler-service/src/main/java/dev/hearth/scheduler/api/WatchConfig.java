package dev.hearth.scheduler.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How followers are treated. */
@ConfigMapping(prefix = "hearth.scheduler.watch")
public interface WatchConfig {
    /** A follower that reads nothing for this long is cut off. Shorter punishes slow networks, longer holds memory. */
    @WithDefault("30s")
    Duration cutOffAfter();

    /** Bytes of log lines kept for a follower that is behind; older ones are left out, it can read them later. */
    @WithDefault("262144")
    int maxWaitingLogBytes();
}
