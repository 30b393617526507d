package dev.hearth.scheduler.placement;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.WorkerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Engines, workers and their indexes: by shape while idle, by runner while warm. */
final class Fleet {
    private final PlannerSettings settings;
    private final Learned learned;
    private final Steps steps;
    /** Told after a change to the workers of a runner key. */
    private final Consumer<Warmth> onChange;

    private final Map<EngineId, Engine> engines = new LinkedHashMap<>();
    private final Map<WorkerId, Worker> workers = new HashMap<>();
    private final Map<Shape.Key, Shape> shapes = new LinkedHashMap<>();
    private final Map<RunnerKey, Warmth> warmths = new HashMap<>();
    private final Set<Worker> idleAndNamed = new LinkedHashSet<>();
    private final Carriers carriers;
    private long shapesVersion;
    private long uses;

    Fleet(PlannerSettings settings, Learned learned, Steps steps, Consumer<Warmth> onChange) {
        this.settings = settings;
        this.learned = learned;
        this.steps = steps;
        this.onChange = onChange;
        this.carriers = new Carriers(settings.sessions());
    }

    Carriers carriers() {
        return carriers;
    }

    Collection<Shape> shapes() {
        return shapes.values();
    }

    Collection<Engine> engines() {
        return engines.values();
    }

    /** Differs whenever a shape has come or gone. */
    long shapesVersion() {
        return shapesVersion;
    }

    @Nullable
    Worker find(WorkerId id) {
        return workers.get(id);
    }

    /** The worker if it may be given tasks. */
    Optional<Worker> findAssignable(WorkerId id) {
        return Optional.ofNullable(workers.get(id)).filter(worker -> !worker.engine.draining);
    }

    Warmth warmth(RunnerKey key) {
        return warmths.computeIfAbsent(key, _ -> new Warmth(settings.maxDepth()));
    }

    @Nullable
    Warmth findWarmth(RunnerKey key) {
        return warmths.get(key);
    }

    /** Idle workers that waiting tasks name. */
    Set<Worker> idleAndNamed() {
        return idleAndNamed;
    }

    /** Counts a lane that begins (1) or ceases (-1) to name the worker. */
    void named(Worker worker, int change) {
        worker.namedBy += change;
        noteNamed(worker);
    }

    void forgetIfUnused(RunnerKey key) {
        Warmth warmth = warmths.get(key);
        if (warmth != null && warmth.isForgettable()) {
            warmths.remove(key);
        }
    }

    void join(EngineView view) {
        leave(view.id());
        Engine engine = new Engine(view);
        engines.put(view.id(), engine);
        for (WorkerCapacity capacity : view.workers()) {
            Worker replaced = workers.get(capacity.id());
            if (replaced != null) {
                leave(replaced.engine.view.id());
            }
            Shape shape = shapes.computeIfAbsent(Shape.Key.of(view, capacity), this::newShape);
            shape.workers++;
            Worker worker = new Worker(capacity, engine, shape, steps);
            engine.workers.add(worker);
            workers.put(capacity.id(), worker);
            enter(worker);
        }
    }

    void drain(EngineId id) {
        Engine engine = engines.get(id);
        if (engine == null || engine.draining) {
            return;
        }
        engine.workers.forEach(this::withdraw);
        engine.workers.forEach(this::leaveShape);
        engine.draining = true;
        engine.workers.forEach(this::enter);
        engine.workers.forEach(worker -> tell(worker.runners.keySet()));
    }

    void leave(EngineId id) {
        Engine engine = engines.remove(id);
        if (engine == null) {
            return;
        }
        for (Worker worker : engine.workers) {
            Set<RunnerKey> touched = new LinkedHashSet<>(worker.runners.keySet());
            withdraw(worker);
            workers.remove(worker.capacity.id());
            if (!engine.draining) {
                leaveShape(worker);
            }
            tell(touched);
        }
    }

    /** Changes a worker and brings every index up to date. */
    void change(Worker worker, Runnable change) {
        Set<RunnerKey> touched = new LinkedHashSet<>(worker.runners.keySet());
        withdraw(worker);
        change.run();
        enter(worker);
        touched.addAll(worker.runners.keySet());
        tell(touched);
    }

    /** Counts a build that an engine begins (1) or ends (-1). */
    void builds(Engine engine, int change) {
        engine.workers.forEach(this::withdraw);
        engine.builds += change;
        engine.workers.forEach(this::enter);
    }

    /** A number above all earlier ones. */
    long nextUse() {
        return ++uses;
    }

    /** Whether tasks with this setup hash are so short that they may wait at a busy runner. */
    boolean isShort(SetupHash hash) {
        Optional<Duration> runTime = learned.runTime(hash);
        return runTime.isPresent() && runTime.get().compareTo(settings.shortTask()) < 0;
    }

    private Shape newShape(Shape.Key key) {
        shapesVersion++;
        return new Shape(key, shapesVersion, steps);
    }

    private void leaveShape(Worker worker) {
        if (--worker.shape.workers == 0) {
            shapesVersion++;
            shapes.remove(worker.shape.key);
        }
    }

    private void noteNamed(Worker worker) {
        if (worker.namedBy > 0 && worker.pool != null) {
            idleAndNamed.add(worker);
        } else {
            idleAndNamed.remove(worker);
        }
    }

    private void withdraw(Worker worker) {
        if (!worker.engine.draining) {
            carriers.count(worker, -1);
        }
        if (worker.pool != null) {
            worker.pool.remove(worker);
            worker.pool = null;
            noteNamed(worker);
        }
        for (Runner runner : worker.runners.values()) {
            steps.take();
            Warmth warmth = warmth(runner.key);
            warmth.workerLeaves(worker.heldFor(runner.key));
            if (worker.warmLoad >= 0) {
                warmth.withLoad(worker.warmLoad).remove(worker);
            }
        }
        worker.warmLoad = -1;
    }

    private void enter(Worker worker) {
        boolean assignable = !worker.engine.draining;
        if (assignable) {
            carriers.count(worker, 1);
        }
        if (assignable && worker.isIdle()) {
            worker.pool = worker.shape.poolOf(worker.engine);
            worker.pool.add(worker);
            noteNamed(worker);
        }
        if (assignable && (worker.isIdle() || hasSlot(worker))) {
            worker.warmLoad = worker.held.size();
        }
        for (Runner runner : worker.runners.values()) {
            steps.take();
            Warmth warmth = warmth(runner.key);
            warmth.workerJoins(worker.heldFor(runner.key));
            if (runner.warm && worker.warmLoad >= 0) {
                warmth.withLoad(worker.warmLoad).add(worker);
            }
        }
    }

    /** Whether one more short task may wait at this busy worker: only behind short tasks on warm runners. */
    private boolean hasSlot(Worker worker) {
        if (worker.held.size() >= Math.min(settings.maxDepth(), worker.engine.view.depth())) {
            return false;
        }
        for (Worker.Held held : worker.held.values()) {
            steps.take();
            WaitingTask task = held.task();
            if (task.kind() != Kind.RUN || !isShort(task.setupHash()) || !worker.isWarmFor(task.runnerKey())) {
                return false;
            }
        }
        return true;
    }

    private void tell(Set<RunnerKey> touched) {
        for (RunnerKey key : List.copyOf(touched)) {
            onChange.accept(warmth(key));
            forgetIfUnused(key);
        }
    }

    /** Idle workers among these, those with the tightest capacity first. */
    static List<Worker> idleAmong(List<Worker> named, Kind kind) {
        List<Worker> idle = new ArrayList<>();
        for (Worker worker : named) {
            if (worker.pool != null && (kind == Kind.RUN || !worker.engine.isBuilding())) {
                idle.add(worker);
            }
        }
        idle.sort((a, b) -> Shape.BEST_FIT.compare(a.shape, b.shape));
        return idle;
    }
}
