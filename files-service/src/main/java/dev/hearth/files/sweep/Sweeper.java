package dev.hearth.files.sweep;

import dev.hearth.files.bytes.BlobId;
import dev.hearth.files.bytes.ByteStore;
import dev.hearth.files.bytes.StorageThreads;
import dev.hearth.files.stored.Blobs;
import dev.hearth.files.stored.StoredFiles;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Removes bytes that no row points to, which crashes between the two leave behind, and files that never got bytes. */
@Singleton
public class Sweeper {
    private static final Logger LOG = Logger.getLogger(Sweeper.class);

    private final StoredFiles files;
    private final Blobs blobs;
    private final ByteStore store;
    private final StorageThreads threads;
    private final SweepConfig config;
    private final Clock clock;

    Sweeper(StoredFiles files, Blobs blobs, ByteStore store, StorageThreads threads, SweepConfig config, Clock clock) {
        this.files = files;
        this.blobs = blobs;
        this.store = store;
        this.threads = threads;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(
            every = "{hearth.files.sweep.every}",
            delay = 1,
            delayUnit = TimeUnit.MINUTES,
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweepNowAndThen() {
        return sweep().onFailure()
                .invoke(failure -> LOG.warn("sweep failed, next one tries again", failure))
                .onFailure()
                .recoverWithNull();
    }

    /** One sweep. */
    public Uni<Void> sweep() {
        return files.deleteEmpty(clock.instant().minus(config.keepEmpty()))
                .chain(() -> files.deleteResults(clock.instant().minus(config.keepResults())))
                .chain(() -> threads.run(store::shards))
                .onItem()
                .transformToMulti(shards -> Multi.createFrom().iterable(shards))
                .onItem()
                .transformToUniAndConcatenate(this::sweepShard)
                .collect()
                .last();
    }

    private Uni<Void> sweepShard(String shard) {
        return threads.run(() -> store.keptBefore(shard, clock.instant().minus(config.keepUnreferenced())))
                .chain(candidates ->
                        candidates.isEmpty() ? Uni.createFrom().voidItem() : removeUnreferenced(candidates));
    }

    private Uni<Void> removeUnreferenced(List<BlobId> candidates) {
        return files.referenced(candidates)
                .onItem()
                .transformToMulti(referenced ->
                        Multi.createFrom().iterable(candidates).filter(blob -> !referenced.contains(blob)))
                .onItem()
                .transformToUniAndConcatenate(this::remove)
                .collect()
                .last();
    }

    private Uni<Void> remove(BlobId blob) {
        LOG.infof("removing bytes that no file points to: blobId=%s", blob);
        return blobs.remove(blob);
    }
}
