package dev.hearth.scheduler.placement;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.WorkerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which worker takes which waiting task. In memory only, and owned by one thread: the leader's.
 *
 * <p>A task goes to a warm idle worker; else, if it is short, behind other short tasks of a warm one; else it waits for a
 * busy warm one where that is expected to be sooner than a cold start; else to the tightest worker that fits, from which
 * idle runners are evicted, least recently used first, if there is no room. Among tasks that may have the same worker,
 * higher priorities go first, then teams in turn, then first in, first out; a task that fits nowhere is in nobody's way.
 * One exception keeps an overloaded fleet from doing nothing but cold starts: a task for which a worker is warm may pass
 * one that would start cold there, until that one has waited for as long as its cold start takes.
 *
 * <p>A session has a runner of its own, which is never evicted: it pins its memory, not its worker. The call that opens it
 * starts that runner; the later ones get that runner or wait. Only a share of the workers may carry such runners ({@link
 * SessionShare}).
 *
 * <p>A decision costs the same however many tasks wait and however many workers there are, up to the logarithm of an
 * ordered index. It grows with the number of different worker shapes.
 *
 * <p>What is reported of workers and engines that are not (or no longer) in the fleet is ignored: they race with the end
 * of an engine. An engine that joins again starts empty; report its runners and restore what it holds.
 */
public final class Planner {
    private final PlannerSettings settings;
    private final Steps steps = new Steps();
    private final Learned learned = new Learned();
    private final Fleet fleet;
    private final WaitingTasks queue;
    private final Chooser chooser;
    private final Reasons reasons;
    private final Map<TaskId, Worker> placed = new HashMap<>();

    public Planner(PlannerSettings settings) {
        this.settings = settings;
        this.fleet = new Fleet(settings, learned, steps, this::runnersChanged);
        this.queue = new WaitingTasks(settings, fleet, steps);
        this.chooser = new Chooser(settings, fleet, queue, learned, steps);
        this.reasons = new Reasons(fleet);
    }

    /** Adds a task that is due. One that waits already keeps its place, one that had a worker leaves it. */
    public void enqueue(WaitingTask task) {
        Worker before = placed.get(task.id());
        if (before != null) {
            release(task.id(), before);
        }
        if (queue.add(task)) {
            look(task.laneKey());
        }
    }

    /** Takes a task out of the queue; false if it was not waiting. */
    public boolean remove(TaskId id) {
        Lane lane = queue.remove(id);
        if (lane == null) {
            return false;
        }
        look(lane.runner);
        return true;
    }

    public boolean isWaiting(TaskId id) {
        return queue.contains(id);
    }

    /** How many tasks wait. */
    public int waiting() {
        return queue.size();
    }

    /** Adds an engine with idle workers and no runners; one with the same id, or with one of its workers, is replaced. */
    public void engineJoined(EngineView engine) {
        fleet.join(engine);
        fleetChanged();
    }

    /** Gives the engine nothing more. */
    public void engineDraining(EngineId id) {
        fleet.drain(id);
        fleetChanged();
    }

    /** Forgets the engine, its workers and that tasks had them; whether the tasks wait again is the caller's business. */
    public void engineGone(EngineId id) {
        fleet.leave(id);
        fleetChanged();
    }

    /**
     * A runner has finished its setup, or was measured again.
     *
     * @param ramBytes resident memory; 0: not measured
     * @param coldStart from the start of its process; zero: not measured
     */
    public void runnerWarm(WorkerId w, RunnerKey key, long ramBytes, Duration coldStart) {
        learned.started(key.setupHash(), coldStart, ramBytes);
        Worker worker = fleet.find(w);
        if (worker == null) {
            return;
        }
        fleet.change(worker, () -> {
            Runner known = worker.runners.get(key);
            long reserved = known == null ? assumedFor(key) : known.ramBytes;
            long vramBytes = known == null ? learned.vramBytes(key.setupHash()) : known.vramBytes;
            long pinned = key.isOfSession() && ramBytes > 0 ? ramBytes : Math.max(reserved, ramBytes);
            Runner runner = new Runner(key, pinned, vramBytes);
            runner.warm = true;
            runner.lastUse = known == null ? fleet.nextUse() : known.lastUse;
            worker.keep(runner);
        });
    }

    /** A runner has ended, for whatever reason. Tasks it had stay until they are {@link #released}. */
    public void runnerGone(WorkerId w, RunnerKey key) {
        Worker worker = fleet.find(w);
        if (worker != null && worker.runners.containsKey(key)) {
            fleet.change(worker, () -> worker.lose(key));
            if (key.isOfSession()) {
                queue.wakeBlocked();
            }
        }
    }

    /** After a takeover or a reconnect: this task occupies that worker. It no longer waits. */
    public void restore(TaskId id, WorkerId w, RunnerKey key, WaitingTask task) {
        remove(id);
        Worker before = placed.get(id);
        if (before != null) {
            release(id, before);
        }
        Worker worker = fleet.find(w);
        if (worker != null) {
            boolean startsRunner = !worker.runners.containsKey(key);
            hold(worker, task, startsRunner, List.of());
        }
    }

    /** The task left its worker: finished, handed back or cancelled. A run time is learned from. */
    public void released(TaskId id, WorkerId w, @Nullable Duration runTime) {
        Worker worker = fleet.find(w);
        Worker.Held held = worker == null ? null : worker.held.get(id);
        if (worker == null || held == null) {
            return;
        }
        if (runTime != null) {
            learned.ran(held.task().setupHash(), runTime);
        }
        release(id, worker);
    }

    /** The task has run this long and has not ended: what is known of its setup hash was too good. */
    public void stillRunning(TaskId id, WorkerId w, Duration soFar) {
        Worker worker = fleet.find(w);
        Worker.Held held = worker == null ? null : worker.held.get(id);
        if (worker != null && held != null) {
            fleet.change(worker, () -> learned.ran(held.task().setupHash(), soFar));
        }
    }

    /**
     * Gives workers to as many waiting tasks as possible. Worth calling after any change, and when {@link
     * #untilNextLook} has passed.
     */
    public List<Placement> plan() {
        queue.wakeDue(now());
        List<Placement> placements = new ArrayList<>();
        for (Lane lane = chooser.next(); lane != null; lane = chooser.next()) {
            switch (chooser.choose(lane)) {
                case Choice.Give give -> placements.add(give(lane, give));
                case Choice.Wait wait -> queue.park(lane, wait.untilNanos());
                case Choice.Blocked blocked -> queue.block(lane, blocked.untilNanos());
            }
        }
        return placements;
    }

    /** Time after which {@link #plan} may place more although nothing happened; empty: never. */
    public Optional<Duration> untilNextLook() {
        var wakeAt = queue.nextWakeNanos();
        return wakeAt.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(0, wakeAt.getAsLong() - now())));
    }

    /** Gives a task that does not wait a warm worker, if one can take it at once and nobody waiting is before it. */
    public Optional<Placement> tryPlace(WaitingTask task) {
        if (queue.contains(task.id()) || placed.containsKey(task.id())) {
            return Optional.empty();
        }
        Worker worker = chooser.warmAtOnce(task);
        if (worker == null) {
            return Optional.empty();
        }
        return Optional.of(reserve(task, worker, true, List.of()));
    }

    /** Undoes a placement whose commit failed. The task is forgotten: neither placed nor waiting. */
    public void rollBack(Placement placement) {
        Worker worker = fleet.find(placement.worker());
        Worker.Held held = worker == null ? null : worker.held.get(placement.task());
        if (worker == null || held == null) {
            return;
        }
        release(placement.task(), worker);
        fleet.change(worker, () -> {
            for (Runner evicted : held.evicted()) {
                if (!worker.runners.containsKey(evicted.key)) {
                    worker.keep(evicted);
                }
            }
        });
    }

    /** Why a task waits; empty if it does not, or if the next plan gives it a worker. */
    public Optional<WaitReason> reasonFor(TaskId id) {
        WaitingTask task = queue.find(id);
        return task == null ? Optional.empty() : reasons.of(queue.laneOf(task));
    }

    long steps() {
        return steps.taken();
    }

    private Placement give(Lane lane, Choice.Give give) {
        WaitingTask task = give.task();
        Worker worker = give.worker();
        queue.take(lane, task, worker);
        List<Runner> evicted =
                give.warm() && !worker.isIdle() ? List.of() : chooser.evictionsFor(task, lane.fit, worker);
        return reserve(task, worker, give.warm(), evicted);
    }

    private Placement reserve(WaitingTask task, Worker worker, boolean warm, List<Runner> evicted) {
        int depth = worker.held.size();
        hold(worker, task, !worker.runners.containsKey(task.runnerKey()), evicted);
        List<RunnerKey> evict = evicted.stream().map(runner -> runner.key).toList();
        return new Placement(
                task.id(), worker.engine.view.id(), worker.capacity.id(), task.runnerKey(), warm, evict, depth);
    }

    private void hold(Worker worker, WaitingTask task, boolean startsRunner, List<Runner> evicted) {
        RunnerKey key = task.runnerKey();
        long vramBytes = task.requirement().vramOfRunner();
        learned.asked(task.setupHash(), vramBytes);
        fleet.change(worker, () -> {
            evicted.forEach(runner -> worker.lose(runner.key));
            if (startsRunner) {
                Fit fit = queue.fitOf(task.team(), task.requirement());
                worker.keep(new Runner(key, chooser.ramOfRunner(task, fit, worker), vramBytes));
            }
            worker.held.put(task.id(), new Worker.Held(task, startsRunner, evicted));
            use(worker, key);
        });
        placed.put(task.id(), worker);
        if (task.kind() == Kind.BUILD) {
            fleet.builds(worker.engine, 1);
        }
    }

    private void release(TaskId id, Worker worker) {
        Worker.Held held = Objects.requireNonNull(worker.held.get(id));
        RunnerKey key = held.task().runnerKey();
        fleet.change(worker, () -> {
            worker.held.remove(id);
            Runner runner = worker.runners.get(key);
            if (runner != null && !runner.warm && worker.heldFor(key) == 0) {
                worker.lose(key); // never became warm: if it still does, the engine says so
            }
            use(worker, key);
        });
        placed.remove(id);
        if (held.task().kind() == Kind.BUILD) {
            fleet.builds(worker.engine, -1);
        }
        if (worker.carriesSessions() || key.isOfSession()) {
            queue.wakeBlocked();
        }
    }

    /** A session's runner cannot make way, so it is never taken to need nothing. */
    private long assumedFor(RunnerKey key) {
        return key.isOfSession() ? settings.assumedRunnerRamBytes() : 0;
    }

    private void use(Worker worker, RunnerKey key) {
        worker.lastUse = fleet.nextUse();
        Runner runner = worker.runners.get(key);
        if (runner != null) {
            runner.lastUse = worker.lastUse;
        }
    }

    private void fleetChanged() {
        placed.values().removeIf(worker -> fleet.find(worker.capacity.id()) != worker);
        queue.fleetChanged();
        queue.wakeBlocked();
    }

    private void look(RunnerKey key) {
        fleet.warmth(key).look(now());
        fleet.forgetIfUnused(key);
    }

    private void runnersChanged(Warmth warmth) {
        warmth.look(now());
        queue.runnersChanged(warmth);
    }

    private long now() {
        return settings.nanoTime().getAsLong();
    }
}
