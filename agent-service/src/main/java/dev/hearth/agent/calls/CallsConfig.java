package dev.hearth.agent.calls;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the way to the gateway. */
@ConfigMapping(prefix = "hearth.agent.calls")
public interface CallsConfig {
    /** {@code host:port} of the gateway's internal gRPC server. */
    String address();

    /**
     * How long a question may look for an answer before it fails as unavailable. Below the time that a gateway takes to
     * restart, its callers notice restarts; far above it, they wait for nothing. What follows a task waits for ever.
     */
    @WithDefault("10s")
    Duration budget();

    /**
     * How long the app of a task that is not wanted any more may take to end by itself before it is killed. A stop of a chat
     * promises an end within two seconds; too little kills apps that would have cleaned up.
     */
    @WithDefault("1500ms")
    Duration stopGrace();
}
