package dev.hearth.scheduler.placement;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.WorkerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A planner with a clock that stands still, and short ways to say what there is and what comes. */
final class PlannerFixture {
    static final long GIB = 1L << 30;
    static final TeamId LOCAL = new TeamId("local");

    final Planner planner;
    private long nowNanos = 1_000_000_000L;
    private long sequence;

    PlannerFixture() {
        this.planner = new Planner(
                new PlannerSettings(8, Duration.ofMillis(50), 128L << 20, () -> nowNanos, SessionShare.ALL_BUT_ONE));
    }

    void pass(Duration time) {
        nowNanos += time.toNanos();
    }

    long nowNanos() {
        return nowNanos;
    }

    void jumpTo(long nanos) {
        nowNanos = nanos;
    }

    EngineId engine(String name, int workers) {
        return engine(name, workers, 4 * GIB);
    }

    EngineId engine(String name, int workers, long ramBytes) {
        EngineView view = view(name, workers, ramBytes);
        planner.engineJoined(view);
        return view.id();
    }

    EngineView view(String name, int workers, long ramBytes) {
        List<WorkerCapacity> offered = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            offered.add(new WorkerCapacity(worker(name, i), 0, "", 0, ramBytes));
        }
        return new EngineView(new EngineId(name), null, Set.of(), offered, 8);
    }

    EngineId gpuEngine(String name, long vramBytes, int gpus) {
        EngineId id = new EngineId(name);
        WorkerCapacity offered = new WorkerCapacity(worker(name, 0), gpus, "nvidia", vramBytes, 64 * GIB);
        planner.engineJoined(new EngineView(id, null, Set.of(), List.of(offered), 8));
        return id;
    }

    static WorkerId worker(String engine, int index) {
        return new WorkerId(engine + "-" + index);
    }

    static RunnerKey runner(String app) {
        return new RunnerKey(LOCAL, new SetupHash(app));
    }

    static Requirement ram(long bytes) {
        return new Requirement(0, "", 0, bytes, Set.of(), Set.of());
    }

    static Requirement gpu(long vramBytes) {
        return new Requirement(1, "nvidia", vramBytes, 0, Set.of(), Set.of());
    }

    WaitingTask task(String app) {
        return task(LOCAL, app, Requirement.NONE, 0);
    }

    WaitingTask task(String app, Requirement requirement) {
        return task(LOCAL, app, requirement, 0);
    }

    WaitingTask task(TeamId team, String app, Requirement requirement, int priority) {
        sequence++;
        TaskId id = new TaskId("task-" + sequence);
        return new WaitingTask(id, team, new SetupHash(app), Kind.RUN, requirement, priority, sequence);
    }

    WaitingTask build() {
        sequence++;
        TaskId id = new TaskId("build-" + sequence);
        return new WaitingTask(id, LOCAL, new SetupHash("build"), Kind.BUILD, Requirement.NONE, 0, sequence);
    }

    WaitingTask enqueued(String app) {
        return enqueue(task(app));
    }

    WaitingTask enqueue(WaitingTask task) {
        planner.enqueue(task);
        return task;
    }

    /** The app has run for this long on the worker, whose runner is warm and idle now. */
    void warm(WorkerId worker, String app, Duration runTime, Duration coldStart) {
        WaitingTask earlier = task(app);
        planner.runnerWarm(worker, runner(app), 0, coldStart);
        planner.restore(earlier.id(), worker, runner(app), earlier);
        planner.released(earlier.id(), worker, runTime);
    }

    Placement planOne() {
        List<Placement> placements = planner.plan();
        if (placements.size() != 1) {
            throw new AssertionError("Expected one placement: " + placements);
        }
        return placements.getFirst();
    }

    void finish(Placement placement, Duration runTime) {
        planner.released(placement.task(), placement.worker(), runTime);
    }

    String reason(WaitingTask task) {
        return planner.reasonFor(task.id()).orElseThrow().code();
    }
}
