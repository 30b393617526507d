package dev.hearth.files.stored;

import dev.hearth.files.bytes.BlobId;
import dev.hearth.files.bytes.Content;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is decided about files within one transaction each; {@link StoredFiles} is what others call. */
@Singleton
class FileRegistry {
    private final FileRepository rows;

    FileRegistry(FileRepository rows) {
        this.rows = rows;
    }

    @WithTransaction
    Uni<StoredFile> add(StoredFile file) {
        return rows.persist(FileRow.of(file)).map(FileRow::toFile);
    }

    @WithSession
    Uni<StoredFile> require(FileId id) {
        return rows.findById(id.value())
                .onItem()
                .ifNull()
                .failWith(() -> FileErrors.notFound(id.value()))
                .map(FileRow::toFile);
    }

    @WithSession
    Uni<FilePage> list(PageRequest request) {
        return rows.listPage(request)
                .chain(found -> rows.countAll(request)
                        .map(total -> FilePage.cut(
                                request, found.stream().map(FileRow::toFile).toList(), total)));
    }

    @WithSession
    Uni<List<StoredFile>> resolve(@Nullable TeamId teamId, Collection<String> ids) {
        return rows.listByIds(teamId == null ? null : teamId.value(), ids)
                .map(found -> found.stream().map(FileRow::toFile).toList());
    }

    /** Gives a file new bytes. Of two at once, the last to get the row's lock stays. */
    @WithTransaction
    Uni<Replaced> replaceContent(FileId id, Content content, @Nullable String sentType, Instant at) {
        return lock(id).map(row -> {
            Content before = row.content();
            row.replaceContent(content, MediaTypes.decide(sentType, row.contentType, row.filename), at);
            return new Replaced(row.toFile(), before == null ? null : before.blob());
        });
    }

    /** Removes the row; the bytes it pointed to are the caller's to remove. */
    @WithTransaction
    Uni<Optional<BlobId>> delete(TeamId teamId, FileId id) {
        return lock(id).chain(row -> {
            if (!row.teamId.equals(teamId.value())) {
                throw FileErrors.notFound(id.value());
            }
            Optional<BlobId> blob = Optional.ofNullable(row.content()).map(Content::blob);
            return rows.delete(row).replaceWith(blob);
        });
    }

    @WithSession
    Uni<Set<BlobId>> referenced(Collection<BlobId> blobs) {
        return rows.listByBlobs(blobs.stream().map(BlobId::value).toList())
                .map(found -> found.stream()
                        .flatMap(row -> Optional.ofNullable(row.content()).stream())
                        .map(Content::blob)
                        .collect(Collectors.toSet()));
    }

    @WithTransaction
    Uni<Long> deleteEmpty(Instant createdBefore) {
        return rows.deleteEmpty(createdBefore);
    }

    @WithTransaction
    Uni<Long> deleteResults(Instant createdBefore) {
        return rows.deleteResults(createdBefore);
    }

    private Uni<FileRow> lock(FileId id) {
        return rows.findById(id.value(), LockModeType.PESSIMISTIC_WRITE)
                .onItem()
                .ifNull()
                .failWith(() -> FileErrors.notFound(id.value()));
    }

    /** A file with new bytes, and the blob that nothing points to any more. */
    record Replaced(StoredFile file, @Nullable BlobId before) {}
}
