package dev.hearth.scheduler.leader;

import com.google.protobuf.ByteString;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.scheduler.placement.Placement;
import dev.hearth.scheduler.storage.KeyedTask;
import dev.hearth.scheduler.storage.TaskChange;
import dev.hearth.scheduler.task.TaskErrors;
import dev.hearth.scheduler.task.TaskEvent;
import dev.hearth.scheduler.task.TaskSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Takes tasks in: insert-or-return by task id, idempotency keys, the first commit. Owned by the leader's thread. */
final class Submissions {
    private final LiveTasks tasks;
    private final Dispatcher dispatcher;
    private final Placements placements;
    private final RunAtTimers timers;
    private final CallEntry calls;
    private final Earlier earlier;
    private final long maxLiveBytes;
    private final Map<TeamKey, Claim> claims = new HashMap<>();

    Submissions(
            LiveTasks tasks,
            Dispatcher dispatcher,
            Placements placements,
            RunAtTimers timers,
            CallEntry calls,
            Earlier earlier,
            long maxLiveBytes) {
        this.tasks = tasks;
        this.dispatcher = dispatcher;
        this.placements = placements;
        this.timers = timers;
        this.calls = calls;
        this.earlier = earlier;
        this.maxLiveBytes = maxLiveBytes;
    }

    /** What the tables say of earlier submissions. */
    interface Earlier {
        /** The task an idempotency key stands for. */
        Future<Optional<KeyedTask>> find(TeamId team, String key);

        /** Whether the task was taken in before. */
        Future<Boolean> isThere(TaskId id, TeamId team);
    }

    private record TeamKey(TeamId team, String key) {}

    /** A request on its way, and the task that will stand for it. */
    private record Claim(ByteString digest, Future<TaskId> task) {}

    /**
     * Takes a task in.
     *
     * @return the id of the task that stands for the request, durable by now: the one sent, or the one that the same
     *     idempotency key stands for
     */
    Future<TaskId> submit(TaskSpec spec, Optional<TaskChange.Key> key) {
        Optional<LiveTask> known = tasks.find(spec.id());
        if (known.isPresent()) {
            return known.get().accepted().future().map(LiveTask::id);
        }
        if (tasks.findFinished(spec.id(), Optional.empty()).isPresent()) {
            return Future.succeededFuture(spec.id());
        }
        return key.isEmpty() ? receive(spec, Optional.empty()) : submitOnce(spec, key.get());
    }

    /** One request with a key at a time: the next looks it up only when what became of this one is known. */
    private Future<TaskId> submitOnce(TaskSpec spec, TaskChange.Key key) {
        TeamKey teamKey = new TeamKey(spec.team(), key.key());
        Claim before = claims.get(teamKey);
        if (before != null) {
            return before.digest().equals(key.digest())
                    ? before.task()
                    : before.task().compose(task -> same(task, before.digest(), key), refused -> submitOnce(spec, key));
        }
        Promise<TaskId> promise = Promise.promise();
        claims.put(teamKey, new Claim(key.digest(), promise.future()));
        earlier.find(spec.team(), key.key())
                .compose(stored -> stored.isPresent()
                        ? same(stored.get().task(), stored.get().digest(), key)
                        : receive(spec, Optional.of(key)))
                .onComplete(done -> {
                    claims.remove(teamKey);
                    promise.handle(done);
                });
        return promise.future();
    }

    private static Future<TaskId> same(TaskId earlier, ByteString digest, TaskChange.Key key) {
        return digest.equals(key.digest())
                ? Future.succeededFuture(earlier)
                : Future.failedFuture(TaskErrors.otherRequest(key.key(), earlier));
    }

    private Future<TaskId> receive(TaskSpec spec, Optional<TaskChange.Key> key) {
        if (tasks.inputBytes() > maxLiveBytes) {
            return Future.failedFuture(TaskErrors.queueFull(tasks.inputBytes()));
        }
        if (spec.session().isEmpty()) {
            return take(spec, key);
        }
        return calls.admit(spec)
                .compose(
                        ignored -> take(spec, key),
                        // Its session may be over, and the task have been taken in before that.
                        refusal -> earlier.isThere(spec.id(), spec.team())
                                .compose(there -> there
                                        ? Future.succeededFuture(spec.id())
                                        : Future.<TaskId>failedFuture(refusal)));
    }

    private Future<TaskId> take(TaskSpec spec, Optional<TaskChange.Key> key) {
        LiveTask live = tasks.receive(spec, key.orElse(null), calls.arrivalOf(spec, tasks.now()));
        calls.join(live);
        Instant now = tasks.now();
        boolean early = spec.runAt().filter(at -> at.isAfter(now)).isPresent();
        Optional<Placement> placement = early || !live.hasTurn() ? Optional.empty() : dispatcher.tryPlace(live);
        TaskEvent first = placement.<TaskEvent>map(dispatcher::dispatched).orElseGet(TaskEvent.Queued::new);
        tasks.move(live, first).onComplete(done -> {
            if (done.succeeded()) {
                accepted(live, placement.isPresent(), early);
            } else {
                refused(live, done.cause());
            }
        });
        return live.accepted()
                .future()
                .map(LiveTask::id)
                .recover(failure -> failure instanceof AlreadyThereException
                        ? Future.succeededFuture(spec.id())
                        : Future.failedFuture(failure));
    }

    private void accepted(LiveTask live, boolean placed, boolean early) {
        if (placed) {
            dispatcher.assign(live);
        } else if (!live.task().status().isFinal()) {
            if (early) {
                timers.add(live.id(), live.task().spec().runAt().orElseThrow());
            } else {
                dispatcher.enqueue(live);
            }
        }
        live.accepted().tryComplete(live);
        if (!placed) {
            placements.plan();
        }
    }

    private void refused(LiveTask live, Throwable reason) {
        dispatcher.rollBack(live.id());
        calls.refused(live);
        tasks.forget(live);
        live.accepted().tryFail(reason);
    }
}
