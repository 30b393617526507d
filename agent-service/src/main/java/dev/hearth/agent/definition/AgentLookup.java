package dev.hearth.agent.definition;

import dev.hearth.agent.access.Caller;
import dev.hearth.ids.AgentId;
import dev.hearth.ids.AgentVersionId;
import dev.hearth.ids.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds what references lead to, as far as the caller may see it. To be called within a session. */
@Singleton
class AgentLookup {
    private static final int SHORT_ID = 8;
    private static final Pattern ID_START = Pattern.compile("[0-9a-z]{4,26}");

    private final AgentRepository agents;
    private final VersionRepository versions;

    AgentLookup(AgentRepository agents, VersionRepository versions) {
        this.agents = agents;
        this.versions = versions;
    }

    /** The agent; {@code not_found} if there is none, or none for this caller. */
    Uni<AgentRow> require(Caller caller, AgentReference reference) {
        String namespace = reference.namespace();
        Uni<@Nullable AgentRow> found =
                namespace == null ? byIdOrName(caller, reference.name()) : agents.find(namespace, reference.name());
        return found.map(agent -> {
            if (agent == null || !agent.isVisibleTo(caller)) {
                throw DefinitionErrors.notFound(reference.toString());
            }
            return agent;
        });
    }

    /** As {@link #require}, locked; {@code forbidden} if it is another team's. */
    Uni<AgentRow> lockOwn(Caller caller, AgentReference reference) {
        return require(caller, reference).chain(agent -> {
            if (!agent.isOf(caller)) {
                throw DefinitionErrors.ofAnotherTeam(agent.reference());
            }
            return agents.lock(agent);
        });
    }

    /** The version with this tag, else the one whose id begins so; without a name the current one. */
    Uni<VersionRow> requireVersion(AgentRow agent, @Nullable String version) {
        AgentId id = new AgentId(agent.id);
        if (version == null) {
            return agent.currentVersionId == null
                    ? Uni.createFrom().failure(DefinitionErrors.withoutVersion(agent.reference()))
                    : versions.find(new AgentVersionId(agent.currentVersionId));
        }
        return versions.findTagged(id, version)
                .chain(tagged -> tagged == null
                        ? byIdStart(agent, version)
                        : Uni.createFrom().item(tagged));
    }

    private Uni<VersionRow> byIdStart(AgentRow agent, String version) {
        if (!ID_START.matcher(version).matches()) {
            return Uni.createFrom().failure(DefinitionErrors.versionNotFound(agent.reference(), version));
        }
        return versions.listBeginning(new AgentId(agent.id), version).map(found -> switch (found.size()) {
            case 0 -> throw DefinitionErrors.versionNotFound(agent.reference(), version);
            case 1 -> found.getFirst();
            default ->
                throw DefinitionErrors.ambiguous(
                        "version %s of agent %s".formatted(version, agent.reference()), found.size());
        });
    }

    private Uni<@Nullable AgentRow> byIdOrName(Caller caller, String text) {
        Uni<@Nullable AgentRow> named = agents.listNamed(caller, text).map(found -> only("agent " + text, found));
        return byId(caller, text)
                .chain(agent -> agent == null ? named : Uni.createFrom().item(agent));
    }

    private Uni<@Nullable AgentRow> byId(Caller caller, String text) {
        if (Ids.isWellFormed(text)) {
            return agents.find(new AgentId(text));
        }
        boolean isShortId = text.length() == SHORT_ID && ID_START.matcher(text).matches();
        return isShortId
                ? agents.listBeginning(caller, text).map(found -> only("agent " + text, found))
                : Uni.createFrom().nullItem();
    }

    private static @Nullable AgentRow only(String what, List<AgentRow> found) {
        if (found.size() > 1) {
            throw DefinitionErrors.ambiguous(what, found.size());
        }
        return found.isEmpty() ? null : found.getFirst();
    }
}
