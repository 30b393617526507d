package dev.hearth.gateway.secret;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.catalog.Need;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What somebody would like to know to be set, as an app declares it: a name, or an object with {@code key} and perhaps
 * {@code optional}.
 */
@RegisterForReflection
record Wanted(
        @JsonProperty("secrets")
        @Size(max = 200, message = "must have at most 200 entries")
        @Schema(implementation = Object[].class)
        @Nullable
        List<@Nullable JsonNode> secrets,

        @JsonProperty("integrations")
        @Size(max = 200, message = "must have at most 200 entries")
        @Schema(implementation = Object[].class)
        @Nullable
        List<@Nullable JsonNode> integrations) {
    Wanted {
        secrets = copy(secrets);
        integrations = copy(integrations);
    }

    /** What is not optional of it. */
    List<Need> needs() {
        List<Need> needs = new ArrayList<>();
        add(needs, "secrets", secrets, Need::secret);
        add(needs, "integrations", integrations, Need::integration);
        return needs;
    }

    private static void add(
            List<Need> needs, String list, @Nullable List<@Nullable JsonNode> entries, Function<String, Need> need) {
        for (int i = 0; entries != null && i < entries.size(); i++) {
            JsonNode entry = entries.get(i);
            JsonNode key = entry == null || entry.isTextual() ? entry : entry.path("key");
            if (key == null || !key.isTextual() || key.textValue().length() > SecretName.MAX_LENGTH) {
                throw SecretErrors.wrongType("%s[%d]".formatted(list, i), "a name, or an object with a key");
            }
            if (!entry.path("optional").asBoolean(false)) {
                needs.add(need.apply(key.textValue()));
            }
        }
    }

    private static <T> @Nullable List<T> copy(@Nullable List<T> list) {
        return list == null ? null : Collections.unmodifiableList(new ArrayList<>(list));
    }
}
