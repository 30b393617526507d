package dev.hearth.gateway.scheduler;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** Settings of the way to the scheduler. */
@ConfigMapping(prefix = "hearth.gateway.scheduler")
public interface SchedulerConfig {
    /** {@code host:port} of the scheduler's replicas; any of them can name the leader. */
    List<String> addresses();

    /**
     * How long a call may look for a leader before it is answered 503. Below the time of a takeover, clients see
     * takeovers; far above it, they wait for nothing.
     */
    @WithDefault("10s")
    Duration budget();

    /** How long one attempt may take before another replica is asked: a stopped process keeps its connections open. */
    @WithDefault("3s")
    Duration attempt();
}
