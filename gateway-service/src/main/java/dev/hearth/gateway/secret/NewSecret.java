package dev.hearth.gateway.secret;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How the API's description shows the body that sets a secret; {@link SecretBody} reads it. */
@Schema(description = "A secret, named like the environment variable that apps read it from")
record NewSecret(
        @JsonProperty("key")
        @Schema(required = true, maxLength = SecretName.MAX_LENGTH, pattern = "^[A-Za-z_][A-Za-z0-9_]*$")
        String key,

        @JsonProperty("value") @Schema(required = true, minLength = 1, maxLength = SecretValue.MAX_BYTES)
        String value,

        @JsonProperty("description") @Schema(maxLength = 2000, nullable = true) @Nullable
        String description) {

    /** The same where the path has the key. */
    @Schema(description = "A secret's new value")
    record Value(
            @JsonProperty("value") @Schema(required = true, minLength = 1, maxLength = SecretValue.MAX_BYTES)
            String value,

            @JsonProperty("description") @Schema(maxLength = 2000, nullable = true) @Nullable
            String description) {}
}
