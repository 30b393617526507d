package dev.hearth.gateway.secret;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.gateway.http.Requirement;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** Whether a team has what was asked about, and what is missing (wire protocol 1.7). */
@RegisterForReflection
record RequirementsView(
        @JsonProperty("satisfied") boolean satisfied,

        @JsonProperty("errors") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<Requirement> errors) {
    RequirementsView {
        errors = List.copyOf(errors);
    }
}
