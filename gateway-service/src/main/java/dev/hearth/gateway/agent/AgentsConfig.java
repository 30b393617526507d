package dev.hearth.gateway.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** Settings of the way to agent-service and of chat streams. */
@ConfigMapping(prefix = "hearth.gateway.agents")
public interface AgentsConfig {
    /**
     * {@code host:port} of the gRPC of agent-service's replicas ({@code HEARTH_AGENT_ADDRESSES}). A name that stands for
     * several addresses, as that of a headless service does, counts as all of them.
     */
    List<String> addresses();

    /**
     * How long a request looks for agent-service before it is answered 503. Below the time of a restart, clients see
     * restarts; far above it, they wait for nothing.
     */
    @WithDefault("10s")
    Duration budget();

    /**
     * How long one replica is waited for before another is asked what may be asked twice, if another is there. Too short
     * takes slow answers for none; longer, a replica that hangs is noticed by more requests.
     */
    @WithDefault("3s")
    Duration attempt();

    /**
     * How long the first state of an idle chat is held back on a new stream. Clients open the stream before they post their
     * message and take an idle state for the end: below their round trip they leave early, above it idle chats look slow.
     */
    @WithDefault("500ms")
    Duration idleDelay();
}
