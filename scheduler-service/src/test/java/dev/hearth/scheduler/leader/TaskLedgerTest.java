package dev.hearth.scheduler.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.errors.ServiceException;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.WorkerId;
import dev.hearth.scheduler.relay.CommittedEvent;
import dev.hearth.scheduler.relay.TaskEventJson;
import dev.hearth.scheduler.storage.BatchWriter;
import dev.hearth.scheduler.storage.TaskChange;
import dev.hearth.scheduler.storage.TaskWriter.Written;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskEvent;
import dev.hearth.scheduler.task.TaskSpec;
import dev.hearth.scheduler.task.TaskStatus;
import dev.hearth.scheduler.testing.TaskSpecs;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskLedgerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Context thread = vertx.getOrCreateContext();
    private final HeldWriter writer = new HeldWriter();
    private final List<CommittedEvent> events = new CopyOnWriteArrayList<>();
    private final List<Throwable> stepDowns = new CopyOnWriteArrayList<>();
    private final TaskLedger ledger = new TaskLedger(
            thread,
            writer,
            new TaskEventJson("tested"),
            events::add,
            stepDowns::add,
            new TaskLedger.Limits(500, 1 << 24, 1));

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatIsDecidedWhileACommitIsInFlightIsFoldedIntoOneRow() throws Exception {
        LiveTask live = dispatched();
        onThread(() -> ledger.store(live));
        Batch first = writer.next();
        Future<Void> second = onThread(() -> {
            live.apply(new TaskEvent.Progressed(TaskStatus.RUNNING), NOW);
            ledger.store(live);
            live.apply(new TaskEvent.Completed(null), NOW);
            return ledger.store(live);
        });

        first.commit();
        Batch next = writer.next();
        next.commit();
        await(second);

        assertThat(next.changes()).hasSize(1);
        assertThat(next.changes().getFirst().task().status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(events).extracting(CommittedEvent::seq).containsExactly(1L, 2L);
    }

    @Test
    void askingAgainWhileTheCommitIsInFlightWritesNoSecondEvent() throws Exception {
        LiveTask live = dispatched();
        onThread(() -> ledger.store(live));
        Batch first = writer.next();
        Future<Void> again = onThread(() -> ledger.store(live));

        first.commit();
        await(again);

        assertThat(events).hasSize(1);
        assertThat(onThread(live::version)).isEqualTo(1);
    }

    @Test
    void aNewTaskWhoseIdIsTakenIsRefusedAlone() throws Exception {
        Future<Void> stored = onThread(() -> ledger.store(dispatched()));

        writer.next().mismatch();

        assertThat(failureOf(stored)).isInstanceOf(AlreadyThereException.class);
        assertThat(onThread(() -> stepDowns)).isEmpty();
    }

    @Test
    void aKnownTaskThatDiffersFromItsRowEndsTheReign() throws Exception {
        LiveTask live = dispatched();
        Future<Void> first = onThread(() -> ledger.store(live));
        writer.next().commit();
        await(first);
        Future<Void> second = onThread(() -> {
            live.apply(new TaskEvent.Completed(null), NOW);
            return ledger.store(live);
        });

        writer.next().mismatch();

        assertThat(failureOf(second)).isInstanceOf(AlreadyThereException.class);
        assertThat(onThread(() -> stepDowns)).hasSize(1);
    }

    @Test
    void whoeverHearsOfACommitMayStoreMoreAtOnce() throws Exception {
        LiveTask live = dispatched();
        LiveTask other = dispatched();
        LiveTask more = dispatched();
        onThread(() -> ledger.store(live));
        Batch first = writer.next();
        Future<Void> chained = onThread(() -> {
            Future<Void> again = ledger.store(live).compose(ignored -> ledger.store(more));
            ledger.store(other);
            return again;
        });

        first.commit();
        writer.next().commit();
        writer.next().commit();
        await(chained);

        assertThat(events).hasSize(3);
        assertThat(onThread(() -> stepDowns)).isEmpty();
    }

    @Test
    void aBugInWhatFollowsACommitEndsTheReign() throws Exception {
        Future<Void> beside = onThread(() -> {
            ledger.store(dispatched()).onSuccess(ignored -> {
                throw new IllegalStateException("a bug");
            });
            return ledger.store(dispatched());
        });

        writer.next().commit();

        assertThat(failureOf(beside)).isInstanceOf(ServiceException.class);
        assertThat(onThread(() -> stepDowns)).hasSize(1);
    }

    @Test
    void aStatementThatWaitsIsRefusedWhenTheReignEnds() throws Exception {
        onThread(() -> ledger.store(dispatched()));
        writer.next();
        Future<Void> waiting = onThread(() -> ledger.between(seq -> Future.succeededFuture()));

        onThread(() -> {
            ledger.close();
            return null;
        });

        assertThat(failureOf(waiting)).isInstanceOf(ServiceException.class);
        assertThat(failureOf(onThread(() -> ledger.between(seq -> Future.succeededFuture()))))
                .isInstanceOf(ServiceException.class);
    }

    private static LiveTask dispatched() {
        Task received = Task.received(new TaskSpec(TaskSpecs.any().build()), NOW);
        LiveTask live = LiveTask.received(received, 0, null);
        live.apply(new TaskEvent.Dispatched(EngineId.random(), WorkerId.random()), NOW);
        return live;
    }

    private <T> T onThread(Callable<T> work) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        thread.runOnContext(ignored -> {
            try {
                done.complete(work.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done.get(10, TimeUnit.SECONDS);
    }

    private static void await(Future<Void> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Throwable failureOf(Future<Void> future) throws Exception {
        return future.toCompletionStage()
                .toCompletableFuture()
                .handle((ignored, failure) -> failure)
                .get(10, TimeUnit.SECONDS);
    }

    /** A batch whose commit the test decides. */
    private record Batch(Context thread, List<TaskChange> changes, Promise<Written> outcome) {
        void commit() {
            Set<TaskId> ids = changes.stream().map(change -> change.task().id()).collect(Collectors.toSet());
            thread.runOnContext(ignored -> outcome.complete(new Written(ids, Set.of())));
        }

        void mismatch() {
            thread.runOnContext(ignored -> outcome.complete(new Written(Set.of(), Set.of())));
        }
    }

    private final class HeldWriter implements BatchWriter {
        private final LinkedBlockingQueue<Batch> batches = new LinkedBlockingQueue<>();

        @Override
        public Future<Written> write(List<TaskChange> changes, long firstSeq) {
            Batch batch = new Batch(thread, changes, Promise.promise());
            batches.add(batch);
            return batch.outcome().future();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }

        Batch next() throws InterruptedException {
            Batch batch = batches.poll(10, TimeUnit.SECONDS);
            if (batch == null) {
                throw new AssertionError("no batch was written");
            }
            return batch;
        }
    }
}
