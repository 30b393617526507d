package dev.hearth.agent.turn;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How chats are watched. */
@ConfigMapping(prefix = "hearth.agent.watch")
public interface WatchConfig {
    /** A watcher that reads nothing for so long is cut off. Longer holds memory for the dead, shorter loses slow lines. */
    @WithDefault("30s")
    Duration cutOffAfter();

    /** Messages kept for a watcher that is slow; with more it is cut off and may come again. */
    @WithDefault("1000")
    int maxWaiting();
}
