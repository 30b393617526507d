package dev.hearth.gateway.team;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A team as clients see it.
 *
 * @param ownerKey API key of its owner in clear; only in the answer that made the team
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record TeamView(
        @JsonProperty("id") String id,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt,
        @JsonProperty("type") String type,
        @JsonProperty("username") String username,
        @JsonProperty("name") String name,
        @JsonProperty("avatar_url") String avatarUrl,
        @JsonProperty("setup_completed") boolean setupCompleted,
        @JsonProperty("owner_key") @Nullable String ownerKey) {

    static TeamView of(TeamRow row) {
        return of(row, null);
    }

    static TeamView of(TeamRow row, @Nullable ApiKeySecret ownerKey) {
        return new TeamView(
                row.id,
                row.createdAt,
                row.updatedAt,
                row.type,
                row.username,
                row.name,
                "",
                true,
                ownerKey == null ? null : ownerKey.clear());
    }
}
