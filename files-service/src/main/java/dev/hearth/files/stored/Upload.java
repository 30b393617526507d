package dev.hearth.files.stored;

import dev.hearth.files.bytes.Content;
import dev.hearth.files.bytes.Draft;
import dev.hearth.files.bytes.StorageFullException;
import dev.hearth.files.bytes.StorageThreads;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * One file's bytes on their way in. Whoever began it writes one piece after the other, each when the one before is
 * done, and ends it by {@link #finish} or {@link #discard}; the latter may come at any time and from any thread.
 */
public final class Upload {
    private final Draft draft;
    private final StorageThreads threads;
    private final long maxBytes;
    private final Function<Content, Uni<StoredFile>> whenKept;
    private long receivedBytes;

    Upload(Draft draft, StorageThreads threads, long maxBytes, Function<Content, Uni<StoredFile>> whenKept) {
        this.draft = draft;
        this.threads = threads;
        this.maxBytes = maxBytes;
        this.whenKept = whenKept;
    }

    /** Adds bytes; fails when they are more than the file may have, or than there is room for. */
    public Uni<Void> write(ByteBuffer bytes) {
        receivedBytes += bytes.remaining();
        if (receivedBytes > maxBytes) {
            return Uni.createFrom().failure(FileErrors.tooLarge(maxBytes));
        }
        return onStorage(() -> {
                    draft.write(bytes);
                    return true;
                })
                .replaceWithVoid();
    }

    /** Makes the bytes durable and then the file's own. */
    public Uni<StoredFile> finish() {
        return onStorage(draft::keep).chain(content -> whenKept.apply(content));
    }

    /** Throws away what has arrived; does nothing after {@link #finish}. */
    public Uni<Void> discard() {
        return threads.run(() -> {
                    draft.discard();
                    return true;
                })
                .replaceWithVoid();
    }

    private <T> Uni<T> onStorage(Callable<T> work) {
        return threads.run(work).onFailure(StorageFullException.class).transform(FileErrors::storageFull);
    }
}
