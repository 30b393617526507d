package dev.hearth.gateway.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.protobuf.Timestamp;
import dev.hearth.ids.FileId;
import dev.hearth.proto.v1.StoredFile;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A file as clients see it. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record FileView(
        @JsonProperty("id") String id,
        @JsonProperty("short_id") String shortId,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt,
        @JsonProperty("team_id") String teamId,
        @JsonProperty("visibility") String visibility,
        @JsonProperty("uri") String uri,
        @JsonProperty("upload_url") @Nullable String uploadUrl,
        @JsonProperty("path") String path,
        @JsonProperty("remote_path") String remotePath,
        @JsonProperty("content_type") String contentType,
        @JsonProperty("size") long size,
        @JsonProperty("filename") String filename,
        @JsonProperty("category") String category,
        @JsonProperty("sha256") @Nullable String sha256,
        @JsonProperty("rating") String rating) {

    static FileView of(StoredFile file) {
        return new FileView(
                file.getFileId(),
                new FileId(file.getFileId()).shortValue(),
                instant(file.getCreatedAt()),
                instant(file.getUpdatedAt()),
                file.getTeamId(),
                file.getPublic() ? "public" : "private",
                file.getUrl(),
                file.getUploadUrl().isEmpty() ? null : file.getUploadUrl(),
                file.getPath(),
                FileAddresses.internalAddress(new FileId(file.getFileId())),
                file.getContentType(),
                Math.max(0, file.getSizeBytes()),
                file.getFilename(),
                file.getCategory(),
                file.getSha256().isEmpty() ? null : file.getSha256(),
                "unrated");
    }

    private static Instant instant(Timestamp at) {
        return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    }
}
