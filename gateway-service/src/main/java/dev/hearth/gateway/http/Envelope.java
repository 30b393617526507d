package dev.hearth.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a success that satisfies both client generations that want one (wire protocol 1.5). */
@RegisterForReflection
public record Envelope(
        @JsonProperty("success") boolean success,
        @JsonProperty("status") int status,

        @JsonProperty("data") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
        Object data,

        @JsonProperty("messages") List<String> messages) {
    public Envelope {
        messages = List.copyOf(messages);
    }

    static Envelope of(int status, @Nullable Object data) {
        return new Envelope(true, status, data, List.of());
    }
}
