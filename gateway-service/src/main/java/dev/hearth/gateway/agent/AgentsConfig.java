package dev.hearth.gateway.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the way to agent-service and of chat streams. */
@ConfigMapping(prefix = "hearth.gateway.agents")
public interface AgentsConfig {
    /** {@code host:port} of agent-service's gRPC ({@code HEARTH_AGENT_ADDRESS}). */
    String address();

    /**
     * How long a request looks for agent-service before it is answered 503. Below the time of a restart, clients see
     * restarts; far above it, they wait for nothing.
     */
    @WithDefault("10s")
    Duration budget();

    /**
     * How long the first state of an idle chat is held back on a new stream. Clients open the stream before they post their
     * message and take an idle state for the end: below their round trip they leave early, above it idle chats look slow.
     */
    @WithDefault("500ms")
    Duration idleDelay();
}
