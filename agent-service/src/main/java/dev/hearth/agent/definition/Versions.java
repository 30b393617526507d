package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.access.JsonBody;
import dev.hearth.ids.AgentId;
import dev.hearth.ids.AgentVersionId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Adds versions. Equal configurations of one agent are one version. To be called within a transaction. */
@Singleton
class Versions {
    private final VersionRepository versions;
    private final Clock clock;

    Versions(VersionRepository versions, Clock clock) {
        this.versions = versions;
        this.clock = clock;
    }

    /** The version of the locked agent that has this configuration, made if there is none; it is the current one then. */
    Uni<VersionRow> add(Caller caller, AgentRow agent, AgentConfig config, @Nullable String tag) {
        AgentId id = new AgentId(agent.id);
        byte[] digest = AgentConfigWriter.digest(config);
        return versions.findEqual(id, digest)
                .chain(equal -> equal == null
                        ? make(caller, id, config, digest)
                        : Uni.createFrom().item(equal))
                .call(version -> tag(id, version, tag))
                .invoke(version -> agent.currentVersionId = version.id);
    }

    private Uni<VersionRow> make(Caller caller, AgentId agent, AgentConfig config, byte[] digest) {
        JsonNode written = AgentConfigWriter.write(config);
        return versions.lastNumber(agent).chain(last -> {
            VersionRow row = new VersionRow();
            row.id = AgentVersionId.random().value();
            row.agentId = agent.value();
            row.teamId = caller.team().value();
            row.userId = caller.user().value();
            row.number = last + 1;
            row.digest = digest;
            row.config = JsonBody.bytesOf(written).toStringUtf8();
            row.createdAt = clock.instant();
            return versions.add(row).replaceWith(row);
        });
    }

    private Uni<Void> tag(AgentId agent, VersionRow version, @Nullable String tag) {
        if (tag == null || tag.equals(version.tag)) {
            return Uni.createFrom().voidItem();
        }
        return versions.freeTag(agent, tag).invoke(() -> version.tag = tag);
    }
}
