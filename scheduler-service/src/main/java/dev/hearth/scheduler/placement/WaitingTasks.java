package dev.hearth.scheduler.placement;

import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The queue: waiting tasks in lanes, and the lanes in the indexes of the workers they may have. */
final class WaitingTasks {
    private record FitKey(TeamId team, Requirement requirement) {}

    /** Blocked lanes that look again when something has moved; the others have their turn a moment later. */
    private static final int WOKEN_AT_ONCE = 16;
    /** Fits remembered; beyond that all are made again. */
    private static final int MAX_FITS = 10_000;

    private final PlannerSettings settings;
    private final Fleet fleet;
    private final Steps steps;
    private final Map<TaskId, WaitingTask> tasks = new HashMap<>();
    private final Map<Lane.Key, Lane> lanes = new HashMap<>();
    private final Map<FitKey, Fit> fits = new HashMap<>();
    private final TreeSet<Lane> parked;
    /** Lanes that could have a warm worker now, if nobody else had a better claim to it. */
    private final Set<Lane> warmAtHand = new LinkedHashSet<>();
    /** Lanes that found no room beside sessions, those that looked last at the end. */
    private final Set<Lane> blocked = new LinkedHashSet<>();

    private long lanesMade;
    private long shapesVersion;

    WaitingTasks(PlannerSettings settings, Fleet fleet, Steps steps) {
        this.settings = settings;
        this.fleet = fleet;
        this.steps = steps;
        this.parked = new TreeSet<>((a, b) -> {
            steps.take();
            int byTime = Long.compare(a.wakeAtNanos - b.wakeAtNanos, 0);
            return byTime != 0 ? byTime : Long.compare(a.number, b.number);
        });
    }

    int size() {
        return tasks.size();
    }

    boolean contains(TaskId id) {
        return tasks.containsKey(id);
    }

    @Nullable
    WaitingTask find(TaskId id) {
        return tasks.get(id);
    }

    Lane laneOf(WaitingTask task) {
        Lane lane = lanes.get(Lane.Key.of(task));
        if (lane == null) {
            throw new IllegalStateException("Task %s waits in no lane".formatted(task.id()));
        }
        return lane;
    }

    /** False if it waits already. */
    boolean add(WaitingTask task) {
        if (tasks.putIfAbsent(task.id(), task) != null) {
            return false;
        }
        Lane lane = lanes.computeIfAbsent(Lane.Key.of(task), this::newLane);
        if (lane.isEmpty()) {
            lane.waitsSinceNanos = settings.nanoTime().getAsLong();
        }
        withdraw(lane);
        lane.add(task);
        claim(lane);
        Warmth warmth = fleet.warmth(lane.runner);
        warmth.taskWaits(1);
        warmth.lanes.add(lane);
        if (warmth.isOpen()) {
            warmAtHand.add(lane);
        }
        return true;
    }

    @Nullable
    Lane remove(TaskId id) {
        WaitingTask task = tasks.get(id);
        if (task == null) {
            return null;
        }
        Lane lane = laneOf(task);
        take(lane, task, null);
        return lane;
    }

    /** Takes a task out of its lane because it was given a worker, or is gone if that is null. */
    void take(Lane lane, WaitingTask task, @Nullable Worker given) {
        withdraw(lane);
        lane.remove(task);
        tasks.remove(task.id());
        if (given != null) {
            lane.waitsSinceNanos = settings.nanoTime().getAsLong();
            (lane.fit.namesWorkers() ? given.claims : given.shape.claims)
                    .of(lane.key.kind())
                    .served(lane);
        }
        Warmth warmth = fleet.warmth(lane.runner);
        warmth.taskWaits(-1);
        if (lane.isEmpty()) {
            lanes.remove(lane.key);
            warmAtHand.remove(lane);
            warmth.lanes.remove(lane);
            fleet.forgetIfUnused(lane.runner);
        } else {
            claim(lane);
        }
    }

    /** Lets the lane step aside until a worker of its runner key changes, it grows, or the time has come. */
    void park(Lane lane, long wakeAtNanos) {
        withdraw(lane);
        lane.wakeAtNanos = wakeAtNanos;
        lane.parked = true;
        parked.add(lane);
    }

    /** As {@link #park}, for a lane in whose way sessions are. */
    void block(Lane lane, long wakeAtNanos) {
        park(lane, wakeAtNanos);
        lane.blocked = true;
        blocked.add(lane);
    }

    /** Something has moved that may give a blocked lane its room. */
    void wakeBlocked() {
        List<Lane> first = blocked.stream().limit(WOKEN_AT_ONCE).toList();
        first.forEach(this::wake);
    }

    void wake(Lane lane) {
        if (lane.parked) {
            withdraw(lane);
            claim(lane);
        }
    }

    /** Takes note that the warm workers of a runner key, or what they hold, have changed. */
    void runnersChanged(Warmth warmth) {
        List<Lane> affected = List.copyOf(warmth.lanes);
        affected.forEach(this::wake);
        if (warmth.isOpen()) {
            warmAtHand.addAll(affected);
        } else {
            affected.forEach(warmAtHand::remove);
        }
    }

    Set<Lane> warmAtHand() {
        return warmAtHand;
    }

    void wakeDue(long nowNanos) {
        while (!parked.isEmpty() && parked.first().wakeAtNanos - nowNanos <= 0) {
            wake(parked.first());
        }
    }

    OptionalLong nextWakeNanos() {
        return parked.isEmpty() ? OptionalLong.empty() : OptionalLong.of(parked.first().wakeAtNanos);
    }

    /** Where tasks of this team with this requirement may go. */
    Fit fitOf(TeamId team, Requirement requirement) {
        FitKey key = new FitKey(team, requirement);
        Fit known = fits.get(key);
        if (known != null) {
            return known;
        }
        if (fits.size() >= MAX_FITS) {
            fits.clear();
        }
        Fit made = Fit.of(team, requirement, fleet);
        fits.put(key, made);
        return made;
    }

    /** Looks again where each lane fits, after engines came or went. */
    void fleetChanged() {
        fits.clear();
        boolean newShapes = shapesVersion != fleet.shapesVersion();
        shapesVersion = fleet.shapesVersion();
        for (Lane lane : new ArrayList<>(lanes.values())) {
            if (newShapes || lane.fit.namesWorkers()) {
                withdraw(lane);
                lane.fit = fitOf(lane.key.team(), lane.key.requirement());
                claim(lane);
            }
        }
    }

    private Lane newLane(Lane.Key key) {
        return new Lane(key, ++lanesMade, fitOf(key.team(), key.requirement()), steps);
    }

    private void withdraw(Lane lane) {
        if (lane.parked) {
            parked.remove(lane);
            lane.parked = false;
            if (lane.blocked) {
                blocked.remove(lane);
                lane.blocked = false;
            }
        }
        if (!lane.claiming) {
            return;
        }
        lane.claiming = false;
        for (FairQueue queue : queuesOf(lane)) {
            queue.remove(lane);
        }
        for (Worker worker : lane.fit.named()) {
            fleet.named(worker, -1);
        }
    }

    private void claim(Lane lane) {
        lane.claiming = true;
        for (FairQueue queue : queuesOf(lane)) {
            queue.add(lane);
        }
        for (Worker worker : lane.fit.named()) {
            fleet.named(worker, 1);
        }
    }

    private List<FairQueue> queuesOf(Lane lane) {
        List<FairQueue> queues = new ArrayList<>();
        if (lane.fit.namesWorkers()) {
            lane.fit.named().forEach(worker -> queues.add(worker.claims.of(lane.key.kind())));
        } else {
            lane.fit.shapes().forEach(shape -> queues.add(shape.claims.of(lane.key.kind())));
        }
        return queues;
    }
}
