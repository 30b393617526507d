package dev.hearth.files.stored;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.files.bytes.BlobId;
import dev.hearth.files.bytes.ByteStore;
import dev.hearth.files.bytes.StorageThreads;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Removes bytes that no row points to any more. A failure is no error of the caller: the sweep tries again. */
@Singleton
public final class Blobs {
    private static final Logger LOG = Logger.getLogger(Blobs.class);

    private final ByteStore store;
    private final StorageThreads threads;

    Blobs(ByteStore store, StorageThreads threads) {
        this.store = store;
        this.threads = threads;
    }

    /** Removes the bytes, or leaves them to the sweep. */
    public Uni<Void> remove(BlobId blob) {
        return threads.run(() -> store.remove(blob))
                .onFailure()
                .invoke(failure -> LOG.warnf(failure, "bytes not removed, left to the sweep: blobId=%s", blob))
                .onFailure()
                .recoverWithItem(false)
                .replaceWithVoid();
    }

    /** After a transaction failed: its bytes can go only if it is certain that it did not commit. */
    Uni<Void> removeIfUnused(BlobId blob, Throwable failure) {
        boolean isCertain = failure instanceof ServiceException error && error.code() == ErrorCode.NOT_FOUND;
        return isCertain ? remove(blob) : Uni.createFrom().voidItem();
    }
}
