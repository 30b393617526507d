package dev.hearth.gateway.file;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files whose bytes a client is about to send. */
@RegisterForReflection
record NewFiles(
        @JsonProperty("category") @Nullable String category,

        @JsonProperty("files")
        @NotNull(message = "is missing")
        @Size(min = 1, max = 100, message = "must have 1 to 100 entries")
        List<@Valid @NotNull(message = "is null") NewFile> files) {
    NewFiles {
        files = files == null ? files : List.copyOf(files);
    }

    /** One of them. The URI is the server's to give. */
    @RegisterForReflection
    record NewFile(
            @JsonProperty("filename") @Size(max = 1024, message = "must have at most 1024 characters") @Nullable
            String filename,

            @JsonProperty("content_type") @Size(max = 255, message = "must have at most 255 characters") @Nullable
            String contentType,

            @JsonProperty("path") @Size(max = 4096, message = "must have at most 4096 characters") @Nullable
            String path,

            @JsonProperty("size") @Min(value = 0, message = "must not be negative") @Nullable
            Long size,

            @JsonProperty("public") @Nullable Boolean isPublic) {}
}
