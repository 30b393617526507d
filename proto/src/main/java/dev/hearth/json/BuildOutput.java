package dev.hearth.json;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Output of a BUILD task, as JSON: all that is known of a version because its module was imported and its requirements
 * resolved. Schemas are the models' own, members in their order.
 *
 * @param python minor version of the interpreter the lock was made for, such as {@code 3.11}
 * @param lock requirements with hashes
 * @param secondLock lock of {@code requirements2.txt}, or empty
 * @param functions by name, in the order of their definition; empty for an app in legacy mode
 * @param defaultFunction what a call without a function runs; null if it has to name one
 * @param inputSchema of the default function
 * @param outputSchema of the default function
 * @param setupSchema null without {@code AppSetup}
 * @param manifest {@code inf.yml} as JSON, units resolved to bytes
 * @param warnings for the author, one line each
 */
public record BuildOutput(
        @JsonProperty("python") String python,
        @JsonProperty("lock") String lock,
        @JsonProperty("second_lock") String secondLock,
        @JsonProperty("functions") Map<String, Function> functions,
        @JsonProperty("default_function") @Nullable String defaultFunction,
        @JsonProperty("input_schema") @Nullable JsonNode inputSchema,
        @JsonProperty("output_schema") @Nullable JsonNode outputSchema,
        @JsonProperty("setup_schema") @Nullable JsonNode setupSchema,
        @JsonProperty("manifest") JsonNode manifest,
        @JsonProperty("warnings") List<String> warnings) {

    /** A function of an app: its docstring and the schemas of its models. */
    public record Function(
            @JsonProperty("description") String description,
            @JsonProperty("input_schema") JsonNode inputSchema,
            @JsonProperty("output_schema") @Nullable JsonNode outputSchema) {}
}
