package dev.hearth.gateway.team;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key to be made.
 *
 * @param expiresAt RFC 3339; never if missing
 * @param scopes empty or missing: everything
 */
@RegisterForReflection
record NewApiKey(
        @JsonProperty("name")
        @NotNull(message = "is missing")
        @Size(min = 1, max = 200, message = "must have 1 to 200 characters")
        String name,

        @JsonProperty("expires_at") @Size(max = 64, message = "must have at most 64 characters") @Nullable
        String expiresAt,

        @JsonProperty("scopes") @Size(max = 100, message = "must have at most 100 entries") @Nullable
        List<String> scopes) {
    NewApiKey {
        scopes = scopes == null ? null : List.copyOf(scopes);
    }
}
