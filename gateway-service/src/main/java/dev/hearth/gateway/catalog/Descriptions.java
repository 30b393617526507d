package dev.hearth.gateway.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the functions of one version say about themselves. Kept as the text it is stored in: it is asked for seldom, and a
 * tree would take several times the memory.
 *
 * @param functions JSON by name; empty in legacy mode
 * @param description of the app, for functions that have none
 */
record Descriptions(
        String functions,
        @Nullable String inputSchema,
        @Nullable String outputSchema,
        String description) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final byte[] NONE = {};

    static Descriptions of(AppRow app, VersionRow version) {
        return new Descriptions(
                version.functions,
                version.inputSchema,
                version.outputSchema,
                app.agentDescription.isEmpty() ? app.description : app.agentDescription);
    }

    FunctionDescription of(ResolvedFunction function) {
        JsonNode told = tree().path(function.function());
        String own = told.path("description").asText("").strip();
        return new FunctionDescription(
                function,
                own.isEmpty() ? description : own,
                schema(told.path("input_schema"), inputSchema),
                schema(told.path("output_schema"), outputSchema));
    }

    /** A function without schemas of its own has those of the version. */
    private static byte[] schema(JsonNode own, @Nullable String ofVersion) {
        String schema = own.isObject() ? own.toString() : ofVersion;
        return schema == null ? NONE : schema.getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode tree() {
        try {
            return MAPPER.readTree(functions);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored version holds malformed JSON", e);
        }
    }
}
