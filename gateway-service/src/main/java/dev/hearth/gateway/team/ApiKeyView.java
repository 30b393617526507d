package dev.hearth.gateway.team;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.ids.ApiKeyId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key as clients see it.
 *
 * @param key in clear in the answer that made it, masked everywhere else
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record ApiKeyView(
        @JsonProperty("id") String id,
        @JsonProperty("short_id") String shortId,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt,
        @JsonProperty("user_id") String userId,
        @JsonProperty("team_id") String teamId,
        @JsonProperty("visibility") String visibility,
        @JsonProperty("name") String name,
        @JsonProperty("key") String key,
        @JsonProperty("last_used_at") @Nullable Instant lastUsedAt,
        @JsonProperty("expires_at") @Nullable Instant expiresAt,
        @JsonProperty("scopes") List<String> scopes,
        @JsonProperty("source") String source) {
    ApiKeyView {
        scopes = List.copyOf(scopes);
    }

    static ApiKeyView masked(ApiKeyRow row) {
        return of(row, row.maskedKey);
    }

    static ApiKeyView inClear(ApiKeyRow row, ApiKeySecret secret) {
        return of(row, secret.clear());
    }

    private static ApiKeyView of(ApiKeyRow row, String key) {
        return new ApiKeyView(
                row.id,
                new ApiKeyId(row.id).shortValue(),
                row.createdAt,
                row.updatedAt,
                row.userId,
                row.teamId,
                "private",
                row.name,
                key,
                row.lastUsedAt,
                row.expiresAt,
                row.scopes,
                row.source);
    }
}
