package dev.hearth.files.stored;

import dev.hearth.errors.ServiceException;
import dev.hearth.files.bytes.BlobId;
import dev.hearth.files.bytes.Content;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what happens to files. Every method answers or fails within a bounded time. */
@Singleton
public final class StoredFiles {
    private final FileRegistry registry;
    private final Blobs blobs;
    private final Clock clock;

    StoredFiles(FileRegistry registry, Blobs blobs, Clock clock) {
        this.registry = registry;
        this.blobs = blobs;
        this.clock = clock;
    }

    /** Makes a file that waits for its bytes. */
    Uni<StoredFile> create(NewFile request) {
        return Database.guard(registry.add(made(request, null)));
    }

    /** Makes a file whose bytes are here already. */
    Uni<StoredFile> create(NewFile request, Content content) {
        return Database.guard(registry.add(made(request, content)));
    }

    /** The team's file. */
    Uni<StoredFile> require(TeamId teamId, FileId id) {
        return require(id).invoke(file -> requireTrue(file.teamId().equals(teamId), file));
    }

    /** A file that the team may read: its own or a public one; without a team any. */
    Uni<StoredFile> requireReadable(Optional<TeamId> teamId, FileId id) {
        return require(id)
                .invoke(file -> requireTrue(
                        file.isPublic() || teamId.map(file.teamId()::equals).orElse(true), file));
    }

    /** The file, whoever owns it: for callers that hold a capability. */
    public Uni<StoredFile> require(FileId id) {
        return Database.guard(registry.require(id));
    }

    Uni<FilePage> list(PageRequest request) {
        return Database.guard(registry.list(request));
    }

    /** Those of the files that are there and that the team may read; without a team any. */
    Uni<List<StoredFile>> resolve(Optional<TeamId> teamId, Collection<String> ids) {
        return Database.guard(registry.resolve(teamId.orElse(null), ids));
    }

    /** Deletes the row first, then the bytes: a crash in between leaves bytes that the sweep finds. */
    Uni<Void> delete(TeamId teamId, FileId id) {
        return Database.guard(registry.delete(teamId, id))
                .chain(blob ->
                        blob.map(blobs::remove).orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /** Gives a file new bytes and removes those it had. */
    Uni<StoredFile> replaceContent(FileId id, Content content, @Nullable String sentType) {
        return Database.guard(registry.replaceContent(id, content, sentType, now()))
                .onFailure(ServiceException.class)
                .call(failure -> blobs.removeIfUnused(content.blob(), failure))
                .call(replaced ->
                        replaced.before() == null ? Uni.createFrom().voidItem() : blobs.remove(replaced.before()))
                .map(FileRegistry.Replaced::file);
    }

    /** Which of the blobs a file points to. */
    public Uni<Set<BlobId>> referenced(Collection<BlobId> candidates) {
        return Database.guard(registry.referenced(candidates));
    }

    /** Removes files that were made before this time and never got bytes; how many. */
    public Uni<Long> deleteEmpty(Instant createdBefore) {
        return Database.guard(registry.deleteEmpty(createdBefore));
    }

    /** Forgets large outputs of tasks made before this time; the sweep finds their bytes. */
    public Uni<Long> deleteResults(Instant createdBefore) {
        return Database.guard(registry.deleteResults(createdBefore));
    }

    private StoredFile made(NewFile request, @Nullable Content content) {
        Instant now = now();
        String type = content == null
                ? request.contentType()
                : MediaTypes.decide(null, request.contentType(), request.filename());
        return new StoredFile(
                FileId.random(),
                request.teamId(),
                request.filename(),
                type,
                request.category(),
                request.path(),
                request.isPublic(),
                content,
                now,
                now);
    }

    /** In the database's precision, so that a cursor made from memory equals one made from a row. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static void requireTrue(boolean isVisible, StoredFile file) {
        if (!isVisible) {
            throw FileErrors.notFound(file.id().value());
        }
    }
}
