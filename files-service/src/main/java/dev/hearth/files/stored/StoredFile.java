package dev.hearth.files.stored;

import dev.hearth.files.bytes.Content;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file of a team.
 *
 * @param filename last part of the name only; may be empty
 * @param path logical path as the client gave it; may be empty
 * @param content its bytes; null until they have arrived
 */
public record StoredFile(
        FileId id,
        TeamId teamId,
        String filename,
        String contentType,
        FileCategory category,
        String path,
        boolean isPublic,
        @Nullable Content content,
        Instant createdAt,
        Instant updatedAt) {}
