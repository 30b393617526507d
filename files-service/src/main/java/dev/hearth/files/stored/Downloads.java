package dev.hearth.files.stored;

import dev.hearth.files.bytes.ByteStore;
import dev.hearth.files.bytes.Content;
import dev.hearth.files.bytes.StorageThreads;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds files together with their bytes. */
@Singleton
public final class Downloads {
    /** New bytes may take the place of those just looked up; more often than this in a row they do not. */
    private static final int ATTEMPTS = 3;

    private final StoredFiles files;
    private final ByteStore store;
    private final StorageThreads threads;

    Downloads(StoredFiles files, ByteStore store, StorageThreads threads) {
        this.files = files;
        this.store = store;
        this.threads = threads;
    }

    /** Where the file's bytes are just now, for a caller that holds its URL; they may be replaced at any time. */
    public Uni<Located> locate(FileId id) {
        return files.require(id).map(file -> {
            Content content = requireContent(file);
            return new Located(file, content, store.pathOf(content.blob()));
        });
    }

    /** Opens the bytes of a file the team may read; without a team any. The caller closes the channel. */
    Uni<Opened> open(Optional<TeamId> teamId, FileId id) {
        return open(() -> files.requireReadable(teamId, id), ATTEMPTS);
    }

    private Uni<Opened> open(Supplier<Uni<StoredFile>> lookup, int attempts) {
        return lookup.get()
                .chain(file -> threads.run(() -> store.open(requireContent(file).blob(), 0))
                        .chain(channel -> channel.map(bytes -> Uni.createFrom().item(new Opened(file, bytes)))
                                .orElseGet(() -> openAgain(lookup, file, attempts - 1))));
    }

    private Uni<Opened> openAgain(Supplier<Uni<StoredFile>> lookup, StoredFile file, int attempts) {
        return attempts == 0
                ? Uni.createFrom().failure(new IllegalStateException("bytes of file %s are gone".formatted(file.id())))
                : open(lookup, attempts);
    }

    private static Content requireContent(StoredFile file) {
        Content content = file.content();
        if (content == null) {
            throw FileErrors.noBytesYet(file.id());
        }
        return content;
    }

    /** A file and where its bytes lie. */
    public record Located(StoredFile file, Content content, Path path) {}

    /** A file and its bytes, which stay readable until they are closed. */
    record Opened(StoredFile file, ReadableByteChannel bytes) {}
}
