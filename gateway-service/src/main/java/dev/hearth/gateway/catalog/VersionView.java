package dev.hearth.gateway.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.ids.AppVersionId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version as clients see it. Schemas are shown byte for byte as the build found them.
 *
 * @param status building, ready or failed
 * @param error why it failed, with the line of the author's code if there is one
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record VersionView(
        @JsonProperty("id") String id,
        @JsonProperty("short_id") String shortId,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt,
        @JsonProperty("app_id") String appId,
        @JsonProperty("status") String status,
        @JsonProperty("tag") @Nullable String tag,
        @JsonProperty("build_task_id") String buildTaskId,
        @JsonProperty("error") @Nullable String error,
        @JsonProperty("error_code") @Nullable String errorCode,
        @JsonProperty("warnings") List<String> warnings,
        @JsonProperty("metadata") JsonNode metadata,
        @JsonProperty("repository") String repository,

        @JsonProperty("setup_schema") @JsonRawValue @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
        String setupSchema,

        @JsonProperty("input_schema") @JsonRawValue @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
        String inputSchema,

        @JsonProperty("output_schema") @JsonRawValue @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
        String outputSchema,

        @JsonProperty("functions") @JsonRawValue String functions,
        @JsonProperty("default_function") @Nullable String defaultFunction,
        @JsonProperty("variants") Map<String, JsonNode> variants,
        @JsonProperty("env") Map<String, String> env,
        @JsonProperty("kernel") String kernel,
        @JsonProperty("required_secrets") JsonNode requiredSecrets,
        @JsonProperty("required_integrations") JsonNode requiredIntegrations,
        @JsonProperty("resources") Resources resources,
        @JsonProperty("checksum") String checksum,
        @JsonProperty("archive_file_id") String archiveFileId) {
    VersionView {
        warnings = List.copyOf(warnings);
        variants = Map.copyOf(variants);
        env = Map.copyOf(env);
    }

    /** What the version asks of a worker, in bytes. */
    @RegisterForReflection
    record Resources(
            @JsonProperty("gpu") Gpu gpu,
            @JsonProperty("ram") long ram) {}

    /** GPUs and the memory of each. */
    @RegisterForReflection
    record Gpu(
            @JsonProperty("count") int count,
            @JsonProperty("vram") long vram,
            @JsonProperty("type") String type) {}

    static VersionView of(VersionRow row) {
        Manifest manifest = Manifest.parse(row.manifest);
        ResourceNeeds needs = manifest.resources();
        return new VersionView(
                row.id,
                new AppVersionId(row.id).shortValue(),
                row.createdAt,
                row.updatedAt,
                row.appId,
                row.status,
                row.tag,
                row.buildTaskId,
                row.error,
                row.errorCode,
                row.warnings,
                manifest.object("metadata"),
                manifest.text("repository"),
                row.setupSchema,
                row.inputSchema,
                row.outputSchema,
                row.functions,
                row.defaultFunction,
                Map.of(),
                manifest.environment(),
                row.python.isEmpty() ? "" : "python-" + row.python,
                manifest.array("secrets"),
                manifest.array("integrations"),
                new Resources(
                        new Gpu(needs.gpuCount(), needs.vramBytes(), needs.gpuCount() == 0 ? "none" : needs.gpuType()),
                        needs.ramBytes()),
                row.archiveSha256,
                row.archiveFileId);
    }
}
