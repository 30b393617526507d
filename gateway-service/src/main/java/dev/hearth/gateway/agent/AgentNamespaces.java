package dev.hearth.gateway.agent;

import dev.hearth.gateway.team.Caller;
import io.smallrye.mutiny.Uni;

/** Which namespace a new agent goes to. */
public interface AgentNamespaces {
    /**
     * The namespace that a body names, which the caller may then write to, or the caller's own; {@code forbidden} for one of
     * another team.
     *
     * @param named empty: none
     */
    Uni<String> forNewAgent(Caller caller, String named);
}
