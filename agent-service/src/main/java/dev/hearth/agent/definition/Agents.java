package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.listing.Listing;
import dev.hearth.ids.AgentId;
import dev.hearth.proto.v1.ListWish;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Decides about stored agents; answers are documents as clients see them. Nothing of another team is found unless it is public. */
@ApplicationScoped
public class Agents {
    private final AgentRepository agents;
    private final VersionRepository versionRows;
    private final Versions versions;
    private final AgentLookup lookup;
    private final AgentConfigReader reader;
    private final Clock clock;

    Agents(
            AgentRepository agents,
            VersionRepository versionRows,
            Versions versions,
            AgentLookup lookup,
            AgentConfigReader reader,
            Clock clock) {
        this.agents = agents;
        this.versionRows = versionRows;
        this.versions = versions;
        this.lookup = lookup;
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * Makes an agent, or changes the one of this id, or of this name in the namespace. A configuration adds a version.
     *
     * @param id empty: the body says, or its name does
     * @param namespace where a new agent goes
     */
    @WithTransaction
    public Uni<ObjectNode> save(Caller caller, String id, String namespace, ObjectNode body) {
        AgentUpdate wanted = AgentUpdate.read(body, reader);
        String known = id.isEmpty() ? wanted.id() : id;
        Uni<AgentRow> agent = known == null
                ? ensure(caller, namespace, wanted.requireName())
                : lookup.lockOwn(caller, AgentReference.parse(known));
        return agent.chain(row -> change(caller, row, wanted));
    }

    /** @param version tag, id or start of an id; wins over the one in the reference; empty: none named */
    @WithSession
    public Uni<ObjectNode> get(Caller caller, String namespace, String agent, String version) {
        AgentReference reference = AgentReference.parse(namespace.isEmpty() ? agent : namespace + "/" + agent)
                .at(version);
        return lookup.require(caller, reference)
                .chain(row -> reference.version() == null && row.currentVersionId == null
                        ? Uni.createFrom().item(AgentView.of(row))
                        : lookup.requireVersion(row, reference.version())
                                .map(found -> AgentView.of(row, found, caller)));
    }

    @WithSession
    public Uni<ObjectNode> list(Caller caller, ListWish wish) {
        return agents.list(caller, Listing.of(wish, AgentRepository.FIELDS)).map(page -> page.show(AgentView::of));
    }

    @WithSession
    public Uni<ObjectNode> listVersions(Caller caller, String agent, ListWish wish) {
        Listing<VersionRow> listing = Listing.of(wish, VersionRepository.FIELDS);
        return lookup.require(caller, AgentReference.parse(agent))
                .chain(row -> versionRows
                        .list(new AgentId(row.id), listing)
                        .map(page -> page.show(version -> AgentView.version(row, version, caller))));
    }

    /** Its chats go on with the version they have. */
    @WithTransaction
    public Uni<Void> delete(Caller caller, String agent) {
        return lookup.lockOwn(caller, AgentReference.parse(agent))
                .invoke(row -> row.deletedAt = clock.instant())
                .replaceWithVoid();
    }

    /** The built-in tools that an agent can have. */
    public ArrayNode listInternalTools() {
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        for (InternalToolSet set : InternalToolSet.values()) {
            ObjectNode item = shown.addObject();
            item.put("id", set.id());
            item.put("name", set.displayName());
            item.put("description", set.description());
            ArrayNode tools = item.putArray("tools");
            set.tools().forEach(tools::add);
            item.put("scope", set.scope());
        }
        return shown;
    }

    private Uni<AgentRow> ensure(Caller caller, String namespace, String name) {
        if (namespace.isEmpty()) {
            throw DefinitionErrors.missing("namespace");
        }
        return agents.ensure(caller, namespace, name, clock.instant())
                .chain(() -> lookup.lockOwn(caller, new AgentReference(namespace, name, null)));
    }

    private Uni<ObjectNode> change(Caller caller, AgentRow agent, AgentUpdate wanted) {
        if (wanted.name() != null && !wanted.name().equals(agent.name)) {
            throw DefinitionErrors.cannotChange("name", agent.name, wanted.name());
        }
        if (agent.isAdHoc() && wanted.visibility() != null) {
            throw DefinitionErrors.cannotChange("visibility", agent.visibility, wanted.visibility());
        }
        agent.description = firstOf(wanted.description(), agent.description);
        agent.visibility = firstOf(wanted.visibility(), agent.visibility);
        agent.images = wanted.images() == null ? agent.images : wanted.images().toString();
        agent.updatedAt = clock.instant();
        AgentConfig config = wanted.config();
        if (config == null) {
            return agent.currentVersionId == null
                    ? Uni.createFrom().item(AgentView.of(agent))
                    : lookup.requireVersion(agent, null).map(version -> AgentView.of(agent, version, caller));
        }
        return versions.add(caller, agent, named(config, agent), wanted.tag())
                .map(version -> AgentView.of(agent, version, caller));
    }

    private static AgentConfig named(AgentConfig config, AgentRow agent) {
        return config.name().isBlank() ? config.withName(agent.name) : config;
    }

    private static String firstOf(@Nullable String wanted, String present) {
        return wanted == null ? present : wanted;
    }
}
