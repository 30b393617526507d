package dev.hearth.files.stored;

import dev.hearth.files.bytes.BlobId;
import dev.hearth.files.bytes.Content;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code stored_file}. Content's three columns are all null or all set. */
@Entity
@Table(name = "stored_file")
class FileRow {
    @Id
    @Column(name = "id", nullable = false, updatable = false)
    String id = "";

    @Column(name = "team_id", nullable = false, updatable = false)
    String teamId = "";

    @Column(name = "filename", nullable = false)
    String filename = "";

    @Column(name = "content_type", nullable = false)
    String contentType = "";

    @Column(name = "category", nullable = false)
    String category = "";

    @Column(name = "path", nullable = false)
    String path = "";

    @Column(name = "is_public", nullable = false)
    boolean isPublic;

    @Column(name = "blob_id")
    @Nullable
    String blobId;

    @Column(name = "size_bytes")
    @Nullable
    Long sizeBytes;

    @Column(name = "sha256")
    @Nullable
    String sha256;

    @Column(name = "created_at", nullable = false, updatable = false)
    Instant createdAt = Instant.EPOCH;

    @Column(name = "updated_at", nullable = false)
    Instant updatedAt = Instant.EPOCH;

    static FileRow of(StoredFile file) {
        FileRow row = new FileRow();
        row.id = file.id().value();
        row.teamId = file.teamId().value();
        row.filename = file.filename();
        row.contentType = file.contentType();
        row.category = file.category().wire();
        row.path = file.path();
        row.isPublic = file.isPublic();
        row.createdAt = file.createdAt();
        row.updatedAt = file.updatedAt();
        row.hold(file.content());
        return row;
    }

    StoredFile toFile() {
        return new StoredFile(
                new FileId(id),
                new TeamId(teamId),
                filename,
                contentType,
                FileCategory.ofWire(category).orElseThrow(),
                path,
                isPublic,
                content(),
                createdAt,
                updatedAt);
    }

    /** Gives the file new bytes. */
    void replaceContent(Content content, String newContentType, Instant at) {
        hold(content);
        contentType = newContentType;
        updatedAt = at;
    }

    @Nullable
    Content content() {
        return blobId == null || sizeBytes == null || sha256 == null
                ? null
                : new Content(new BlobId(blobId), sizeBytes, sha256);
    }

    private void hold(@Nullable Content content) {
        blobId = content == null ? null : content.blob().value();
        sizeBytes = content == null ? null : content.sizeBytes();
        sha256 = content == null ? null : content.sha256();
    }
}
