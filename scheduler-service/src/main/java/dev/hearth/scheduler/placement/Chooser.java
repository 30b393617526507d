package dev.hearth.scheduler.placement;

import dev.hearth.ids.TeamId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who is next, and which worker it takes. Looks and changes nothing, but for the start of a runner's growth. */
final class Chooser {
    /** Warm workers looked at before giving up on one that also meets a requirement that differs from call to call. */
    private static final int WARM_LOOKS = 8;
    /** Lanes looked at for one that has a warm worker at hand. */
    private static final int LANE_LOOKS = 16;
    /** When a lane in whose way sessions are looks again, if nothing calls it before. */
    private static final long LOOK_AGAIN_NANOS = 1_000_000_000L;
    /** How far into a lane a cold start may reach past tasks that are better off waiting. */
    private static final int MAX_WAITING_WARM = 64;

    private final PlannerSettings settings;
    private final Fleet fleet;
    private final WaitingTasks queue;
    private final Learned learned;
    private final Steps steps;

    Chooser(PlannerSettings settings, Fleet fleet, WaitingTasks queue, Learned learned, Steps steps) {
        this.settings = settings;
        this.fleet = fleet;
        this.queue = queue;
        this.learned = learned;
        this.steps = steps;
    }

    /**
     * The lane with the best claim among those that can be given a worker now. Only the best claim on each shape counts:
     * whoever stands behind it would take what it waits for.
     */
    @Nullable
    Lane next() {
        Lane best = null;
        for (Shape shape : fleet.shapes()) {
            for (Kind kind : Kind.values()) {
                steps.take();
                Lane top = shape.claims.of(kind).top();
                if (top != null && (shape.hasIdle(kind) || hasSlot(top))) {
                    best = Lane.earlier(best, top);
                }
            }
        }
        for (Worker worker : fleet.idleAndNamed()) {
            steps.take();
            best = Lane.earlier(best, worker.claims.top(worker.engine.isBuilding()));
        }
        if (best == null || (isPatient(best) && warmIdle(fleet.warmth(best.runner), best.fit) == null)) {
            Lane warm = warmAtHand(best);
            return warm == null ? best : warm;
        }
        return best;
    }

    /** A lane with a warm worker at hand that may pass the one with the best claim, which has none. */
    private @Nullable Lane warmAtHand(@Nullable Lane best) {
        Lane found = null;
        int looks = 0;
        for (Lane lane : queue.warmAtHand()) {
            steps.take();
            boolean mayPass = best == null || lane.key.priority() >= best.key.priority();
            if (mayPass && lane.key.kind() == Kind.RUN && canRunWarm(lane)) {
                found = Lane.earlier(found, lane);
            }
            if (++looks == LANE_LOOKS) {
                break;
            }
        }
        return found;
    }

    private boolean canRunWarm(Lane lane) {
        return warmIdle(fleet.warmth(lane.runner), lane.fit) != null || hasSlot(lane);
    }

    /** Whether the lane has waited for less than a cold start of its own, so that it loses little by waiting on. */
    private boolean isPatient(Lane lane) {
        return settings.nanoTime().getAsLong() - lane.waitsSinceNanos < coldStartNanos(lane.key);
    }

    /** What the lane that is {@link #next} does. */
    Choice choose(Lane lane) {
        Warmth warmth = fleet.warmth(lane.runner);
        Worker warm = lane.key.kind() == Kind.RUN ? warmIdle(warmth, lane.fit) : null;
        if (warm != null) {
            return new Choice.Give(lane.first(), warm, true);
        }
        boolean grows = outgrows(warmth, lane.key);
        Worker slot = slotOf(lane);
        Worker cold = grows || slot == null ? coldWorker(lane) : null;
        if (cold == null) {
            return slot == null
                    ? new Choice.Blocked(settings.nanoTime().getAsLong() + LOOK_AGAIN_NANOS)
                    : new Choice.Give(lane.first(), slot, true);
        }
        long betterOffWaiting = served(warmth, lane.key);
        if (!grows && lane.size() <= betterOffWaiting) {
            return new Choice.Wait(warmth.crowdedSinceNanos() + coldStartNanos(lane.key) + 1);
        }
        warmth.growthStarted(settings.nanoTime().getAsLong());
        long index = Math.min(Math.min(betterOffWaiting, MAX_WAITING_WARM), lane.size() - 1L);
        return new Choice.Give(lane.at((int) index, steps), cold, false);
    }

    /** The warm worker that takes a new task at once: nobody waits who might want it instead. */
    @Nullable
    Worker warmAtOnce(WaitingTask task) {
        RunnerKey key = task.runnerKey();
        Warmth warmth = fleet.findWarmth(key);
        if (warmth == null || task.kind() == Kind.BUILD) {
            return null;
        }
        Fit fit = queue.fitOf(task.team(), task.requirement());
        for (Lane lane : warmth.lanes) {
            if (lane.key.priority() >= task.priority()) {
                return null;
            }
        }
        Worker idle = warmIdle(warmth, fit);
        if (idle != null) {
            return isFreeFor(task, idle) ? idle : null;
        }
        if (!isQueueable(task.kind(), key)) {
            return null;
        }
        if (outgrows(warmth, Lane.Key.of(task)) && fit.hasIdle(task.kind())) {
            return null; // let the plan start one more runner
        }
        return slot(warmth, fit, worker -> isFreeFor(task, worker));
    }

    /** Runners that must go so that the task finds room on an idle worker. */
    List<Runner> evictionsFor(WaitingTask task, Fit fit, Worker worker) {
        RunnerKey key = task.runnerKey();
        boolean resident = worker.runners.containsKey(key);
        long ramBytes = resident ? 0 : ramOfRunner(task, fit, worker);
        long vramBytes = resident ? 0 : task.requirement().vramOfRunner();
        return worker.toEvict(ramBytes, vramBytes, key, steps);
    }

    /** What a new runner is expected to take: what was asked or measured, and never more than the worker has. */
    long ramOfRunner(WaitingTask task, Fit fit, Worker worker) {
        return Math.min(expectedRam(task, fit), worker.capacity.ramBytes());
    }

    /** What is asked is soft: a session, which cannot make way, reserves what its like was measured to take. */
    private long expectedRam(WaitingTask task, Fit fit) {
        long measured = learned.ramBytes(task.setupHash());
        long known = task.opens() && measured > 0 ? measured : Math.max(fit.ramBytes(), measured);
        return known == 0 ? settings.assumedRunnerRamBytes() : known;
    }

    private @Nullable Worker warmIdle(Warmth warmth, Fit fit) {
        int looks = 0;
        for (Worker worker : warmth.withLoad(0).reversed()) {
            steps.take();
            if (fit.accepts(worker)) {
                return worker;
            }
            if (++looks == WARM_LOOKS) {
                break;
            }
        }
        return null;
    }

    private boolean hasSlot(Lane lane) {
        return slotOf(lane) != null;
    }

    /** A busy warm worker that may take one more short task, and on which nobody else has a better claim. */
    private @Nullable Worker slotOf(Lane lane) {
        if (!isQueueable(lane.key.kind(), lane.runner)) {
            return null;
        }
        return slot(fleet.warmth(lane.runner), lane.fit, worker -> {
            Lane best = bestClaimOn(worker);
            return best == null
                    || best == lane
                    || lane.key.priority() > best.key.priority()
                    || (lane.key.priority() == best.key.priority() && (lane.isBefore(best) || isPatient(best)));
        });
    }

    private boolean isQueueable(Kind kind, RunnerKey key) {
        return settings.maxDepth() > 1 && kind == Kind.RUN && fleet.isShort(key.setupHash());
    }

    private @Nullable Worker slot(Warmth warmth, Fit fit, Predicate<Worker> isFree) {
        for (int load = 1; load < settings.maxDepth(); load++) {
            int looks = 0;
            for (Worker worker : warmth.withLoad(load)) {
                steps.take();
                if (fit.accepts(worker) && isFree.test(worker)) {
                    return worker;
                }
                if (++looks == WARM_LOOKS) {
                    break;
                }
            }
        }
        return null;
    }

    /** Whether tasks have stood behind others for longer than a cold start: one begun then would have paid. */
    private boolean outgrows(Warmth warmth, Lane.Key key) {
        long coldStart = coldStartNanos(key);
        return warmth.isCrowded()
                && coldStart > 0
                && settings.nanoTime().getAsLong() - warmth.crowdedSinceNanos() > coldStart;
    }

    /** 0: not known yet. */
    private long coldStartNanos(Lane.Key key) {
        return learned.coldStart(key.setupHash()).map(Duration::toNanos).orElse(0L);
    }

    /** How many tasks the workers that serve this runner key get done in the time of a cold start. */
    private long served(Warmth warmth, Lane.Key key) {
        long coldStart = coldStartNanos(key);
        Optional<Duration> runTime = learned.runTime(key.setupHash());
        return runTime.isEmpty()
                ? 0
                : (long) (warmth.serving() * ((double) coldStart / runTime.get().toNanos()));
    }

    /** An idle worker to start a runner on; none for calls of a session that is open: they have their runner. */
    private @Nullable Worker coldWorker(Lane lane) {
        if (lane.key.isBound()) {
            return null;
        }
        WaitingTask task = lane.first();
        long ramBytes = expectedRam(task, lane.fit);
        long vramBytes = task.requirement().vramOfRunner();
        if (lane.fit.namesWorkers()) {
            return named(lane, ramBytes, vramBytes);
        }
        for (Shape shape : lane.fit.shapes()) {
            steps.take();
            Worker worker = ofShape(lane, shape, ramBytes, vramBytes);
            if (worker != null) {
                return worker;
            }
        }
        return null;
    }

    private @Nullable Worker named(Lane lane, long ramBytes, long vramBytes) {
        for (Worker worker : Fleet.idleAmong(lane.fit.named(), lane.key.kind())) {
            boolean admits = !lane.key.opens() || fleet.carriers().mayCarry(worker, lane.key.team());
            if (admits && worker.hasRoomBesideSessions(ramBytes, vramBytes)) {
                return worker;
            }
        }
        return null;
    }

    private @Nullable Worker ofShape(Lane lane, Shape shape, long ramBytes, long vramBytes) {
        TeamId team = lane.key.team();
        if (lane.key.opens() && !fleet.carriers().mayGrow(team)) {
            return shape.pickCarrier(
                    ramBytes, vramBytes, worker -> fleet.carriers().mayCarry(worker, team));
        }
        return shape.hasIdle(lane.key.kind()) ? shape.pickIdle(lane.key.kind(), ramBytes, vramBytes) : null;
    }

    private boolean isFreeFor(WaitingTask task, Worker worker) {
        Lane best = bestClaimOn(worker);
        return best == null || best.key.priority() < task.priority();
    }

    private static @Nullable Lane bestClaimOn(Worker worker) {
        boolean building = worker.engine.isBuilding();
        return Lane.earlier(worker.shape.claims.top(building), worker.claims.top(building));
    }
}
