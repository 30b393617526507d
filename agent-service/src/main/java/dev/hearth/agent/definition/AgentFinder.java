package dev.hearth.agent.definition;

import dev.hearth.agent.access.Caller;
import dev.hearth.ids.AgentVersionId;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Objects;

/** What is asked of the tables to resolve an agent, each in a transaction of its own; {@link ResolvedAgents} is what others call. */
@ApplicationScoped
class AgentFinder {
    private final AgentRepository agents;
    private final VersionRepository rows;
    private final Versions versions;
    private final AgentLookup lookup;
    private final Clock clock;

    AgentFinder(AgentRepository agents, VersionRepository rows, Versions versions, AgentLookup lookup, Clock clock) {
        this.agents = agents;
        this.rows = rows;
        this.versions = versions;
        this.lookup = lookup;
        this.clock = clock;
    }

    @WithSession
    Uni<VersionRow> version(Caller caller, AgentReference reference) {
        return lookup.require(caller, reference).chain(agent -> lookup.requireVersion(agent, reference.version()));
    }

    @WithSession
    Uni<VersionRow> version(AgentVersionId id) {
        return rows.find(id).onItem().ifNull().failWith(() -> DefinitionErrors.versionUnknown(id));
    }

    /** The version of the team's ad-hoc agent of this name that has this configuration, both made if they are new. */
    @WithTransaction
    Uni<VersionRow> adHoc(Caller caller, AgentConfig config) {
        return agents.ensure(caller, "", config.name(), clock.instant())
                .chain(() -> agents.findAdHoc(caller, config.name()))
                .chain(agent -> agents.lock(Objects.requireNonNull(agent)))
                .chain(agent ->
                        versions.add(caller, agent, config, null).invoke(() -> agent.updatedAt = clock.instant()));
    }
}
