package dev.hearth.files.stored;

import dev.hearth.files.bytes.ByteStore;
import dev.hearth.files.bytes.Content;
import dev.hearth.files.bytes.Draft;
import dev.hearth.files.bytes.StorageFullException;
import dev.hearth.files.bytes.StorageThreads;
import dev.hearth.ids.FileId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Begins uploads. */
@Singleton
public final class Uploads {
    private final StoredFiles files;
    private final ByteStore store;
    private final StorageThreads threads;
    private final UploadConfig config;
    private final Counter storedBytes;

    Uploads(StoredFiles files, ByteStore store, StorageThreads threads, UploadConfig config, MeterRegistry metrics) {
        this.files = files;
        this.store = store;
        this.threads = threads;
        this.config = config;
        this.storedBytes = metrics.counter("hearth.files.stored.bytes");
    }

    /**
     * Begins to give an existing file bytes, for a caller that holds its upload URL.
     *
     * @param sentType the media type that comes with the bytes, if one does
     * @param expectedBytes 0 when unknown
     */
    public Uni<Upload> begin(FileId id, @Nullable String sentType, long expectedBytes) {
        return files.require(id)
                .chain(file ->
                        begin(file.category(), expectedBytes, content -> files.replaceContent(id, content, sentType)));
    }

    /** Begins a file that is made when its bytes are complete. */
    Uni<Upload> begin(NewFile request) {
        return begin(request.category(), request.expectedBytes(), content -> files.create(request, content));
    }

    private Uni<Upload> begin(FileCategory category, long expectedBytes, Function<Content, Uni<StoredFile>> whenKept) {
        long maxBytes = maxBytesOf(category);
        if (expectedBytes > maxBytes) {
            return Uni.createFrom().failure(FileErrors.tooLarge(maxBytes));
        }
        return threads.run(() -> store.draft(expectedBytes))
                .onFailure(StorageFullException.class)
                .transform(FileErrors::storageFull)
                .map(draft -> upload(draft, maxBytes, whenKept));
    }

    private Upload upload(Draft draft, long maxBytes, Function<Content, Uni<StoredFile>> whenKept) {
        return new Upload(draft, threads, maxBytes, content -> {
            storedBytes.increment((double) content.sizeBytes());
            return whenKept.apply(content);
        });
    }

    private long maxBytesOf(FileCategory category) {
        return switch (category) {
            case REPOS -> config.maxArchiveSize().asLongValue();
            case UPLOADS, INPUTS, OUTPUTS, RESULTS -> config.maxSize().asLongValue();
        };
    }
}
