package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.ids.AgentVersionId;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Finds, or makes, the agent that a turn runs. Opens its own transactions: never call it inside one. */
public interface AgentResolver {
    /** {@code ns/name}, {@code ns/name@version} or an agent's id. {@code not_found} also for what the caller may not see. */
    Uni<ResolvedAgent> ofReference(Caller caller, String reference);

    /**
     * The version of the team's ad-hoc agent of this name that has this configuration; made if it is new.
     * {@code invalid_request} names what is wrong with it.
     *
     * @param config wire protocol 5.3, as the client sent it
     * @param name wins over the one inside; null: not given
     */
    Uni<ResolvedAgent> ofAdHoc(Caller caller, JsonNode config, @Nullable String name);

    /** A version that was resolved before. Versions are immutable, so the answer may come from memory. */
    Uni<ResolvedAgent> ofVersion(AgentVersionId id);
}
