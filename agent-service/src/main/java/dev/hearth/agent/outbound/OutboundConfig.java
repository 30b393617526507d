package dev.hearth.agent.outbound;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What this service asks of servers that users name: http and hook tools, skills by URL. */
@ConfigMapping(prefix = "hearth.agent.outbound")
public interface OutboundConfig {
    /**
     * Whether private, loopback and link-local addresses may be asked. With it, whoever may run an agent can reach the inner
     * network from this machine.
     */
    @WithDefault("false")
    boolean allowPrivate();

    /** Redirects followed; each is checked like the first URL. 0: none is. */
    @WithDefault("5")
    int maxRedirects();

    /** How long to wait for a connection. Too short fails on slow networks, too long spends a tool's time limit on dead hosts. */
    @WithDefault("10s")
    Duration connectLimit();
}
