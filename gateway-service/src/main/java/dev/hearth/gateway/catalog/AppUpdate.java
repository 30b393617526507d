package dev.hearth.gateway.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * An app as a client wants it to be; a missing member stays as it is.
 *
 * @param namespace of a new app; the team's own if missing
 * @param version always refused: what a version is comes from its build
 */
@RegisterForReflection
record AppUpdate(
        @JsonProperty("id") @Size(max = 64, message = "must have at most 64 characters") @Nullable
        String id,

        @JsonProperty("namespace") @Size(max = 128, message = "must have at most 128 characters") @Nullable
        String namespace,

        @JsonProperty("name") @Size(max = 128, message = "must have at most 128 characters") @Nullable
        String name,

        @JsonProperty("description") @Size(max = 10_000, message = "must have at most 10000 characters") @Nullable
        String description,

        @JsonProperty("agent_description") @Size(max = 10_000, message = "must have at most 10000 characters") @Nullable
        String agentDescription,

        @JsonProperty("category") @Size(max = 64, message = "must have at most 64 characters") @Nullable
        String category,

        @JsonProperty("images") @Valid @Nullable Images images,

        @JsonProperty("visibility") @Size(max = 64, message = "must have at most 64 characters") @Nullable
        String visibility,

        @JsonProperty("version") @Nullable JsonNode version) {

    /** Pictures of an app, each a URL. */
    @RegisterForReflection
    record Images(
            @JsonProperty("card") @Size(max = 2048, message = "must have at most 2048 characters") @Nullable
            String card,

            @JsonProperty("thumbnail") @Size(max = 2048, message = "must have at most 2048 characters") @Nullable
            String thumbnail,

            @JsonProperty("banner") @Size(max = 2048, message = "must have at most 2048 characters") @Nullable
            String banner) {}
}
