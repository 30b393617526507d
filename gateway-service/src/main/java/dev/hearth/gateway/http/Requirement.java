package dev.hearth.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something an app needs and the team has not.
 *
 * @param type {@code secret}, {@code integration} or {@code scope}
 * @param key the missing key, provider or scope
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Requirement(
        @JsonProperty("type") String type,
        @JsonProperty("key") String key,
        @JsonProperty("message") String message,
        @JsonProperty("action") Action action) {

    /** What puts it right: {@code add_secret}, {@code connect} or {@code add_scopes}. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Action(
            @JsonProperty("type") String type,
            @JsonProperty("provider") @Nullable String provider,
            @JsonProperty("scopes") @Nullable List<String> scopes) {
        public Action {
            scopes = scopes == null ? null : List.copyOf(scopes);
        }
    }

    /** A secret that is not set. */
    public static Requirement secret(String key) {
        return new Requirement(
                "secret", key, "secret %s is not set".formatted(key), new Action("add_secret", null, null));
    }

    /** An integration that is not connected. */
    public static Requirement integration(String provider) {
        return new Requirement(
                "integration",
                provider,
                "integration %s is not connected".formatted(provider),
                new Action("connect", provider, null));
    }
}
