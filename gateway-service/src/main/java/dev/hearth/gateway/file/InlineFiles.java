package dev.hearth.gateway.file;

import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.CreateFileRequest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;

/** Stores files that came inside an input. */
@Singleton
class InlineFiles {
    /** Apps go by the ending of a name now and then; other types do without. */
    private static final Map<String, String> ENDINGS = Map.ofEntries(
            Map.entry("image/png", ".png"),
            Map.entry("image/jpeg", ".jpg"),
            Map.entry("image/webp", ".webp"),
            Map.entry("image/gif", ".gif"),
            Map.entry("image/svg+xml", ".svg"),
            Map.entry("audio/mpeg", ".mp3"),
            Map.entry("audio/wav", ".wav"),
            Map.entry("audio/x-wav", ".wav"),
            Map.entry("audio/ogg", ".ogg"),
            Map.entry("video/mp4", ".mp4"),
            Map.entry("video/webm", ".webm"),
            Map.entry("application/pdf", ".pdf"),
            Map.entry("application/json", ".json"),
            Map.entry("application/zip", ".zip"),
            Map.entry("text/plain", ".txt"),
            Map.entry("text/csv", ".csv"));

    private final FilesClient files;
    private final long limit;

    InlineFiles(FilesClient files, FilesConfig config) {
        this.files = files;
        this.limit = config.inlineLimit().asLongValue();
    }

    /** A {@code data:} URI that is longer, in bytes, is stored. */
    long limit() {
        return limit;
    }

    Uni<FileId> store(TeamId team, DataUri file) {
        CreateFileRequest request = CreateFileRequest.newBuilder()
                .setTeamId(team.value())
                .setFilename("input" + ENDINGS.getOrDefault(file.contentType(), ""))
                .setContentType(file.contentType())
                .setSizeBytes(file.content().length)
                .setCategory("inputs")
                .build();
        return files.write(request, file.content()).map(stored -> new FileId(stored.getFileId()));
    }
}
