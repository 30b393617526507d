package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.access.JsonBody;
import dev.hearth.ids.AgentId;
import dev.hearth.ids.AgentVersionId;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** {@link AgentResolver} over the stored agents. What never changes is kept in memory. */
@Singleton
final class ResolvedAgents implements AgentResolver {
    private static final long KEPT = 1000;
    /** A configuration may have a megabyte, and read it takes some times that. */
    private static final long KEPT_CHARACTERS = 8L << 20;

    private static final int LEAST_CHARACTERS = 1024;
    private static final int MAX_NAME = 128;

    private final Cache<AgentVersionId, Sized> versions = Caffeine.newBuilder()
            .maximumWeight(KEPT_CHARACTERS)
            .weigher((AgentVersionId id, Sized agent) -> Math.max(LEAST_CHARACTERS, agent.characters()))
            .build();

    /** The hash of a configuration stands for it: clients send the same one with every message of a chat. */
    private final Cache<AdHoc, AgentVersionId> adHoc =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    private final AgentConfigReader reader;
    private final AgentFinder finder;
    private final FreshContext context;

    ResolvedAgents(AgentConfigReader reader, AgentFinder finder, FreshContext context) {
        this.reader = reader;
        this.finder = finder;
        this.context = context;
    }

    @Override
    public Uni<ResolvedAgent> ofReference(Caller caller, String reference) {
        return Uni.createFrom().deferred(() -> {
            AgentReference read = AgentReference.parse(reference);
            return context.run(() -> finder.version(caller, read)).map(this::remembered);
        });
    }

    @Override
    public Uni<ResolvedAgent> ofAdHoc(Caller caller, JsonNode config, @Nullable String name) {
        return Uni.createFrom().deferred(() -> {
            AgentConfig read = reader.read("agent_config", config);
            AgentConfig named = name == null || name.isBlank()
                    ? read
                    : read.withName(new Given("agent_name", TextNode.valueOf(name)).text("", MAX_NAME));
            String digest = HexFormat.of().formatHex(AgentConfigWriter.digest(named));
            AdHoc key = new AdHoc(caller.team(), named.name(), digest);
            AgentVersionId known = adHoc.getIfPresent(key);
            Uni<ResolvedAgent> found = known == null
                    ? context.run(() -> finder.adHoc(caller, named)).map(this::remembered)
                    : ofVersion(known);
            return found.invoke(agent -> adHoc.put(key, agent.version()));
        });
    }

    @Override
    public Uni<ResolvedAgent> ofVersion(AgentVersionId id) {
        return Uni.createFrom().deferred(() -> {
            Sized known = versions.getIfPresent(id);
            return known == null
                    ? context.run(() -> finder.version(id)).map(this::remembered)
                    : Uni.createFrom().item(known.agent());
        });
    }

    private ResolvedAgent remembered(VersionRow row) {
        return versions.get(new AgentVersionId(row.id), id -> new Sized(resolved(id, row), row.config.length()))
                .agent();
    }

    private ResolvedAgent resolved(AgentVersionId id, VersionRow row) {
        return new ResolvedAgent(
                new AgentId(row.agentId), id, new TeamId(row.teamId), reader.readStored(JsonBody.stored(row.config)));
    }

    /** What is kept by now, once evictions are carried out. */
    long keptCharacters() {
        versions.cleanUp();
        return versions.asMap().values().stream().mapToLong(Sized::characters).sum();
    }

    /** @param characters of its stored configuration */
    private record Sized(ResolvedAgent agent, int characters) {}

    /** An ad-hoc agent's version by what it says. */
    private record AdHoc(TeamId team, String name, String digest) {}
}
