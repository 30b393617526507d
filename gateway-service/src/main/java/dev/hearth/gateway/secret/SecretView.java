package dev.hearth.gateway.secret;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A secret as clients see it (wire protocol 6.6). The value is there only when it was asked for. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record SecretView(
        @JsonProperty("id") String id,
        @JsonProperty("short_id") String shortId,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt,
        @JsonProperty("user_id") String userId,
        @JsonProperty("team_id") String teamId,
        @JsonProperty("visibility") String visibility,
        @JsonProperty("key") String key,
        @JsonProperty("masked_value") String maskedValue,
        @JsonProperty("description") String description,
        @JsonProperty("scope") String scope,
        @JsonProperty("value") @Nullable String value) {
    private static final int SHORT = 8;

    static SecretView masked(SecretRow row) {
        return of(row, null);
    }

    static SecretView inClear(SecretRow row, SecretValue value) {
        return of(row, value.clear());
    }

    private static SecretView of(SecretRow row, @Nullable String value) {
        return new SecretView(
                row.id,
                row.id.substring(0, SHORT),
                row.createdAt,
                row.updatedAt,
                row.userId,
                row.teamId,
                "private",
                row.name,
                row.maskedValue,
                row.description,
                "team",
                value);
    }

    @Override
    public String toString() {
        return "SecretView[" + key + "]";
    }
}
