package dev.hearth.scheduler.leader;

import dev.hearth.scheduler.relay.CommittedEvent;
import dev.hearth.scheduler.relay.TaskEventJson;
import dev.hearth.scheduler.storage.BatchWriter;
import dev.hearth.scheduler.storage.TaskChange;
import dev.hearth.scheduler.storage.TaskWriter.Written;
import dev.hearth.scheduler.task.TaskErrors;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jboss.logging.Logger;

/**
 * Folds decisions into batches: changes that arrive while a commit is in flight become one row a task in the next. What
 * is told of a change is told after its commit, in the order of the batch. Owned by the leader's thread.
 */
final class TaskLedger {
    private static final Logger LOG = Logger.getLogger(TaskLedger.class);

    private final Context thread;
    private final BatchWriter writer;
    private final TaskEventJson events;
    private final Consumer<CommittedEvent> relay;
    private final Consumer<Throwable> stepDown;
    private final Limits limits;
    private final Map<LiveTask, Promise<Void>> dirty = new LinkedHashMap<>();
    private final Map<LiveTask, Promise<Void>> inFlight = new HashMap<>();
    private final Queue<Statement<?>> statements = new ArrayDeque<>();
    private long nextSeq;
    private boolean busy;
    private boolean closed;

    TaskLedger(
            Context thread,
            BatchWriter writer,
            TaskEventJson events,
            Consumer<CommittedEvent> relay,
            Consumer<Throwable> stepDown,
            Limits limits) {
        this.thread = thread;
        this.writer = writer;
        this.events = events;
        this.relay = relay;
        this.stepDown = stepDown;
        this.limits = limits;
        this.nextSeq = limits.firstSeq();
    }

    /** Rows and bytes of payload in a batch, more or less at most, and the number of the first event. */
    record Limits(int maxBatch, long maxBytes, long firstSeq) {}

    /**
     * Writes what the task is now, with whatever it becomes until the batch leaves.
     *
     * @return completes once that is committed; fails with {@link AlreadyThereException} when another row has the id of a
     *     new task, with a service error when the row cannot be stored or the store is away
     */
    Future<Void> store(LiveTask live) {
        if (closed) {
            return Future.failedFuture(TaskErrors.unavailable());
        }
        Promise<Void> promise = dirty.computeIfAbsent(live, ignored -> Promise.promise());
        if (!busy) {
            busy = true;
            thread.runOnContext(ignored -> flush());
        }
        return promise.future();
    }

    /** Completes once all that was decided of the task so far is committed; at once if it is. */
    Future<Void> settled(LiveTask live) {
        Promise<Void> pending = dirty.getOrDefault(live, inFlight.get(live));
        return pending == null ? Future.succeededFuture() : pending.future();
    }

    /** Takes nothing more; what was not committed fails. */
    void close() {
        closed = true;
        List<Promise<Void>> abandoned = new ArrayList<>(dirty.values());
        dirty.clear();
        abandoned.forEach(promise -> promise.tryFail(TaskErrors.unavailable()));
        List<Statement<?>> unsent = List.copyOf(statements);
        statements.clear();
        unsent.forEach(Statement::refuse);
        writer.close();
    }

    /** Runs a statement with an event of its own between two batches, so that events commit in the order of their numbers. */
    <T> Future<T> between(LongFunction<Future<T>> statement) {
        if (closed) {
            return Future.failedFuture(TaskErrors.unavailable());
        }
        Promise<T> promise = Promise.promise();
        statements.add(new Statement<>(statement, promise));
        if (!busy) {
            busy = true;
            thread.runOnContext(ignored -> flush());
        }
        return promise.future();
    }

    private record Entry(LiveTask live, TaskChange change, Promise<Void> promise) {}

    /** A statement of its own, and who waits for it. */
    private record Statement<T>(LongFunction<Future<T>> body, Promise<T> promise) {
        void run(long seq, Runnable next) {
            body.apply(seq).onComplete(done -> {
                promise.handle(done);
                next.run();
            });
        }

        void refuse() {
            promise.tryFail(TaskErrors.unavailable());
        }
    }

    private void flush() {
        orStepDown(List.of(), this::writeNext);
    }

    private void writeNext() {
        Statement<?> statement = statements.poll();
        if (statement != null) {
            statement.run(nextSeq++, this::flush);
            return;
        }
        List<Entry> batch = takeBatch();
        if (batch.isEmpty()) {
            busy = !dirty.isEmpty() || !statements.isEmpty();
            if (busy) {
                thread.runOnContext(ignored -> flush());
            }
            return;
        }
        long firstSeq = nextSeq;
        nextSeq += batch.size();
        List<TaskChange> changes = batch.stream().map(Entry::change).toList();
        writer.write(changes, firstSeq).onComplete(done -> {
            inFlight.clear();
            if (closed) {
                refuse(batch);
            } else if (done.succeeded()) {
                orStepDown(batch, () -> {
                    settle(batch, firstSeq, done.result());
                    flush();
                });
            } else {
                refuse(batch);
                stepDown.accept(done.cause());
            }
        });
    }

    /** A bug in what follows a commit must not end all writing while the lease goes on: it ends the reign. */
    private void orStepDown(List<Entry> batch, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("the ledger failed", e);
            refuse(batch);
            stepDown.accept(e);
        }
    }

    private static void refuse(List<Entry> batch) {
        batch.forEach(entry -> entry.promise().tryFail(TaskErrors.unavailable()));
    }

    private List<Entry> takeBatch() {
        List<Entry> batch = new ArrayList<>(Math.min(dirty.size(), limits.maxBatch()));
        List<Promise<Void>> written = new ArrayList<>(0);
        long bytes = 0;
        var entries = dirty.entrySet().iterator();
        while (entries.hasNext() && batch.size() < limits.maxBatch() && bytes < limits.maxBytes()) {
            var entry = entries.next();
            entries.remove();
            LiveTask live = entry.getKey();
            if (live.stored() != null && !live.hasUnsavedTransitions()) {
                written.add(entry.getValue());
                continue;
            }
            bytes += live.payloadBytes();
            batch.add(new Entry(live, changeOf(live), entry.getValue()));
            inFlight.put(live, entry.getValue());
        }
        // Asked for again while their commit was in flight: an event would tell nothing. Whoever hears it may store
        // more.
        written.forEach(Promise::complete);
        return batch;
    }

    private TaskChange changeOf(LiveTask live) {
        LiveSession session = live.session();
        long version = live.version() + 1;
        return new TaskChange(
                live.task(),
                live.stored(),
                version,
                events.changed(live.task(), version, live.unsavedTransitions()),
                live.stored() == null ? live.key() : null,
                session == null ? null : session.effectOf(live));
    }

    private void settle(List<Entry> batch, long firstSeq, Written written) {
        long seq = firstSeq;
        for (Entry entry : batch) {
            if (written.changed().contains(entry.live().id())) {
                entry.live().committed(entry.change());
                relay.accept(new CommittedEvent(
                        seq, entry.live().id(), entry.change().event()));
                entry.promise().complete();
            } else if (written.unstorable().contains(entry.live().id())) {
                refuse(entry, TaskErrors.unstorable(entry.live().id()));
            } else {
                refuse(entry, new AlreadyThereException(entry.live().id()));
            }
            seq++;
        }
    }

    /** A new task is refused alone; a known one that differs from its row means that memory cannot be trusted. */
    private void refuse(Entry entry, RuntimeException reason) {
        entry.promise().fail(reason);
        if (entry.live().stored() != null) {
            stepDown.accept(reason);
        }
    }
}
