package dev.hearth.gateway.team;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * A team to be made.
 *
 * @param username also the name of its namespace
 */
@RegisterForReflection
record NewTeam(
        @JsonProperty("username")
        @NotNull(message = "is missing")
        @Pattern(
                regexp = "[A-Za-z0-9][A-Za-z0-9_-]{0,62}",
                message = "must be 1 to 63 letters, digits, '-' or '_', and start with a letter or digit")
        String username,

        @JsonProperty("name") @Size(max = 200, message = "must have at most 200 characters") @Nullable
        String name,

        @JsonProperty("email") @Size(max = 320, message = "must have at most 320 characters") @Nullable
        String email) {}
