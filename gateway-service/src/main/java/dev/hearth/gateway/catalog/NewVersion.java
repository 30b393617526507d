package dev.hearth.gateway.catalog;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * A version to be built.
 *
 * @param archiveFileId an uploaded file of category {@code repos}
 * @param tag another name for the version once it is ready; taken from the version that has it
 * @param preserveCurrentVersion leaves references without a version where they lead now
 */
@RegisterForReflection
record NewVersion(
        @JsonProperty("archive_file_id")
        @JsonAlias({"archive", "file_id"})
        @NotNull(message = "is missing")
        @Size(min = 1, max = 64, message = "must have 1 to 64 characters")
        String archiveFileId,

        @JsonProperty("tag") @Size(max = 128, message = "must have at most 128 characters") @Nullable
        String tag,

        @JsonProperty("preserve_current_version") @Nullable Boolean preserveCurrentVersion) {}
