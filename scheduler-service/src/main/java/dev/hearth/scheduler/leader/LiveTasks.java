package dev.hearth.scheduler.leader;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.scheduler.storage.TaskChange;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskEvent;
import dev.hearth.scheduler.task.TaskSpec;
import dev.hearth.scheduler.task.TaskView;
import dev.hearth.scheduler.task.TaskView.WaitingFor;
import dev.hearth.scheduler.watch.TaskFollowers;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every task that has not ended, and the one way to move it: decide, store, tell. Owned by the leader's thread.
 */
final class LiveTasks {
    private final LeaderTime time;
    private final TaskLedger ledger;
    private final TaskFollowers followers;
    private final FinishedTasks finished;
    private final Map<TaskId, LiveTask> byId = new HashMap<>();
    private CallEnds callEnds = CallEnds.NOBODY;
    private long nextSequence;
    private long inputBytes;

    LiveTasks(LeaderTime time, TaskLedger ledger, TaskFollowers followers, FinishedTasks finished) {
        this.time = time;
        this.ledger = ledger;
        this.followers = followers;
        this.finished = finished;
    }

    /** Has this told of the end of calls. */
    void tell(CallEnds ends) {
        callEnds = ends;
    }

    /** A new task; not stored yet. */
    LiveTask receive(TaskSpec spec, TaskChange.@Nullable Key key, Instant at) {
        LiveTask live = LiveTask.received(Task.received(spec, at), nextSequence++, key);
        add(live);
        return live;
    }

    /** A task read back from its row. */
    LiveTask restore(Task task, long version) {
        LiveTask live = LiveTask.restored(task, version, nextSequence++);
        add(live);
        return live;
    }

    /** Bytes of input and setup of all tasks here. */
    long inputBytes() {
        return inputBytes;
    }

    private void add(LiveTask live) {
        byId.put(live.id(), live);
        inputBytes += inputBytesOf(live);
    }

    private boolean remove(LiveTask live) {
        boolean removed = byId.remove(live.id(), live);
        if (removed) {
            inputBytes -= inputBytesOf(live);
        }
        return removed;
    }

    private static long inputBytesOf(LiveTask live) {
        TaskSpec spec = live.task().spec();
        return (long) spec.input().size() + spec.setup().size();
    }

    Optional<LiveTask> find(TaskId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** As {@link #find(TaskId)}, but only a task of this team, if one is named. */
    Optional<LiveTask> find(TaskId id, Optional<TeamId> team) {
        return find(id).filter(
                        live -> team.isEmpty() || live.task().spec().team().equals(team.get()));
    }

    /** A task that ended within the last minute. */
    Optional<TaskView> findFinished(TaskId id, Optional<TeamId> team) {
        return finished.find(id)
                .filter(view -> team.isEmpty() || view.task().spec().team().equals(team.get()));
    }

    /** The tasks an engine holds. */
    List<LiveTask> heldBy(EngineId engine) {
        List<LiveTask> held = new ArrayList<>();
        for (LiveTask live : byId.values()) {
            if (live.task().status().isHeld() && engine.equals(live.task().engine())) {
                held.add(live);
            }
        }
        return held;
    }

    List<LiveTask> all() {
        return List.copyOf(byId.values());
    }

    int size() {
        return byId.size();
    }

    /** Decides a move without storing it yet: it is folded into the next one that is stored. */
    void decide(LiveTask live, TaskEvent event, Instant at) {
        live.apply(event, at);
    }

    /**
     * Decides a move, stores it, and tells followers once it is committed.
     *
     * @return completes after the commit
     */
    Future<Void> move(LiveTask live, TaskEvent event) {
        live.apply(event, time.now());
        if (live.task().status().isFinal()) {
            callEnds.ending(live);
        }
        return store(live);
    }

    /** Stores what the task is now, and tells. */
    Future<Void> store(LiveTask live) {
        return ledger.store(live).onSuccess(ignored -> told(live));
    }

    /** Completes once all that was decided of the task so far is committed. */
    Future<Void> settled(LiveTask live) {
        return ledger.settled(live);
    }

    /** A step of a running call: told at once, stored with the next commit. False if it does not fit. */
    boolean step(LiveTask live, TaskEvent.Progressed step) {
        if (!live.task().status().canBecome(step.status())) {
            return false;
        }
        live.applyLive(step, time.now());
        followers.status(live.shown(), live.version());
        return true;
    }

    /** Forgets a task whose first commit failed. */
    void forget(LiveTask live) {
        remove(live);
    }

    /** Forgets a final task that was deleted. */
    void forgetFinished(TaskId id) {
        finished.remove(id);
    }

    TaskView view(LiveTask live, WaitingFor waitingFor) {
        return live.view(waitingFor);
    }

    Instant now() {
        return time.now();
    }

    void trimFinished() {
        finished.trim();
    }

    private void told(LiveTask live) {
        if (!live.shown().status().isFinal()) {
            followers.status(live.shown(), live.version());
            return;
        }
        if (remove(live)) {
            callEnds.ended(live);
            TaskView view = live.view();
            finished.add(view);
            followers.ended(view);
        }
    }
}
