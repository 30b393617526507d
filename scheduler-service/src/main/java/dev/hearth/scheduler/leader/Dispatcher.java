package dev.hearth.scheduler.leader;

import dev.hearth.ids.TaskId;
import dev.hearth.ids.WorkerId;
import dev.hearth.scheduler.engine.EngineOrder;
import dev.hearth.scheduler.engine.EngineOrder.RunnerName;
import dev.hearth.scheduler.placement.Kind;
import dev.hearth.scheduler.placement.Placement;
import dev.hearth.scheduler.placement.Planner;
import dev.hearth.scheduler.placement.Requirement;
import dev.hearth.scheduler.placement.RunnerKey;
import dev.hearth.scheduler.placement.WaitingTask;
import dev.hearth.scheduler.session.Session;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskEvent;
import dev.hearth.scheduler.task.TaskSpec;
import dev.hearth.scheduler.task.TaskStatus;
import dev.hearth.scheduler.task.TaskView.WaitingFor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Between the planner and the engines: who waits, who was placed where, and the assignment once it is committed. Owned by
 * the leader's thread.
 */
final class Dispatcher {
    private final Planner planner;
    private final EngineTable engines;
    private final Map<TaskId, Placement> placed = new HashMap<>();

    Dispatcher(Planner planner, EngineTable engines) {
        this.planner = planner;
        this.engines = engines;
    }

    /** Puts a committed, due task into the queue; a call of a session comes again when it is its turn. */
    void enqueue(LiveTask live) {
        if (live.hasTurn()) {
            planner.enqueue(waiting(live));
        }
    }

    /** Takes a task out of the queue. */
    void withdraw(TaskId id) {
        planner.remove(id);
    }

    /**
     * The short way for a task that waits for nobody: if a warm worker takes it at once, it is received and dispatched in
     * one commit.
     */
    Optional<Placement> tryPlace(LiveTask live) {
        Optional<Placement> placement = planner.tryPlace(waiting(live));
        placement.ifPresent(found -> placed.put(live.id(), found));
        return placement;
    }

    /** Everything that can be placed now, reserved in memory. */
    List<Placement> plan() {
        List<Placement> plan = planner.plan();
        plan.forEach(placement -> placed.put(placement.task(), placement));
        return plan;
    }

    /** The commit that was to dispatch it failed. */
    void rollBack(TaskId id) {
        Placement placement = placed.remove(id);
        if (placement != null) {
            planner.rollBack(placement);
        }
    }

    /** The task occupies its worker, says its engine. */
    void restore(LiveTask live, WorkerId worker) {
        if (placed.containsKey(live.id())) {
            return;
        }
        WaitingTask waiting = waiting(live);
        RunnerKey runner = new RunnerKey(waiting.team(), waiting.setupHash(), waiting.session());
        planner.restore(live.id(), worker, runner, waiting);
        Task task = live.task();
        if (task.engine() != null) {
            placed.put(live.id(), new Placement(live.id(), task.engine(), worker, runner, true, List.of(), 0));
        }
    }

    /** The task has left its worker. */
    void release(LiveTask live, @Nullable Duration runTime) {
        Placement placement = placed.remove(live.id());
        if (placement != null) {
            planner.released(live.id(), placement.worker(), runTime);
        }
    }

    /** The task runs longer than its like did. */
    void stillRunning(LiveTask live, Duration soFar) {
        Placement placement = placed.get(live.id());
        if (placement != null) {
            planner.stillRunning(live.id(), placement.worker(), soFar);
        }
    }

    /** Whether planning may place more although nothing happened. */
    boolean isLookDue() {
        return planner.untilNextLook().filter(Duration::isZero).isPresent();
    }

    /** Sends the committed assignment. If the line is down it is sent when the engine is back. */
    void assign(LiveTask live) {
        Task task = live.task();
        Placement placement = placed.get(live.id());
        boolean committed =
                live.shown().status() == TaskStatus.DISPATCHED && live.shown().attempt() == task.attempt();
        if (task.status() != TaskStatus.DISPATCHED || !committed || placement == null) {
            return;
        }
        List<RunnerName> evict = placement.evict().stream()
                .map(key -> new RunnerName(key.team(), key.setupHash(), key.session()))
                .toList();
        EngineOrder.Assign order = new EngineOrder.Assign(task.spec(), task.attempt(), placement.worker(), evict);
        if (engines.send(placement.engine(), order)) {
            live.assignmentSent();
        }
    }

    TaskEvent.Dispatched dispatched(Placement placement) {
        return new TaskEvent.Dispatched(placement.engine(), placement.worker());
    }

    WaitingFor reasonFor(LiveTask live) {
        LiveSession session = live.session();
        if (session != null && !live.hasTurn()) {
            return new WaitingFor(
                    "session_turn",
                    "Waits for %d earlier call(s) of session %s"
                            .formatted(session.before(live), session.session().id()));
        }
        return planner.reasonFor(live.id())
                .map(reason -> new WaitingFor(reason.code(), reason.text()))
                .orElse(WaitingFor.NOTHING);
    }

    private static WaitingTask waiting(LiveTask live) {
        TaskSpec spec = live.task().spec();
        return new WaitingTask(
                live.id(),
                spec.team(),
                spec.setupHash(),
                spec.isBuild() ? Kind.BUILD : Kind.RUN,
                requirement(live),
                spec.priority(),
                live.sequence(),
                spec.session().orElse(null),
                spec.opensSession());
    }

    /** Later calls of a session ask for nothing but the worker of its runner. */
    private static Requirement requirement(LiveTask live) {
        Session.Place place =
                live.session() == null ? null : live.session().session().place();
        return live.task().spec().opensSession() || place == null
                ? requirement(live.task().spec())
                : new Requirement(0, "", 0, 0, Set.of(place.worker()), Set.of());
    }

    private static Requirement requirement(TaskSpec spec) {
        var asked = spec.message().getResources();
        Set<WorkerId> workers =
                asked.getWorkerIdsList().stream().map(WorkerId::new).collect(Collectors.toUnmodifiableSet());
        return new Requirement(
                asked.getGpuCount(),
                asked.getGpuType(),
                asked.getVramBytes(),
                asked.getRamBytes(),
                workers,
                Set.copyOf(asked.getEngineLabelsList()));
    }
}
