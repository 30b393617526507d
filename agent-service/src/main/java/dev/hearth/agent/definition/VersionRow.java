package dev.hearth.agent.definition;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code agent_version}. Nothing but its tag ever changes. */
@Entity
@Table(name = "agent_version")
class VersionRow {
    @Id
    String id;

    String agentId;
    String teamId;
    String userId;
    int number;

    @Nullable
    String tag;

    byte[] digest;
    String config;
    Instant createdAt;

    @SuppressWarnings("NullAway.Init") // filled when read or made
    VersionRow() {}
}
