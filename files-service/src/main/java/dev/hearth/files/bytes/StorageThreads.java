package dev.hearth.files.bytes;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.concurrent.Callable;

/** Runs what blocks on the storage away from the event loop and comes back to the caller's context with the outcome. */
@Singleton
public final class StorageThreads {
    private final Vertx vertx;

    StorageThreads(Vertx vertx) {
        this.vertx = vertx;
    }

    /** For those who are not given one. */
    public static StorageThreads of(Vertx vertx) {
        return new StorageThreads(vertx);
    }

    /** The work's result, once somebody subscribes. */
    public <T> Uni<T> run(Callable<T> work) {
        return Uni.createFrom()
                .completionStage(() -> vertx.executeBlocking(work, false).toCompletionStage());
    }
}
