package dev.hearth.scheduler.placement;

import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A worker, the tasks it was given and the runners it keeps. Changed only through {@link Fleet#change}. */
final class Worker {
    /**
     * A task that has this worker.
     *
     * @param startsRunner its runner was not resident before
     * @param evicted runners that gave way to it, kept for the case that it is rolled back
     */
    record Held(WaitingTask task, boolean startsRunner, List<Runner> evicted) {}

    final WorkerCapacity capacity;
    final Engine engine;
    final Shape shape;
    /** In the order in which the worker runs them. */
    final Map<TaskId, Held> held = new LinkedHashMap<>();

    final Map<RunnerKey, Runner> runners = new LinkedHashMap<>();
    /** Of the tasks that name their workers. */
    final Claims claims;
    /** When it last let a task go, as a count of such events in the fleet. */
    long lastUse;

    /** Lanes of waiting tasks that name it. Kept by {@link Fleet}. */
    int namedBy;

    /** The pool it lies in while idle. Kept by {@link Fleet}. */
    @Nullable
    IdlePool pool;
    /** Where it stands in the index of warm workers; -1: nowhere. Kept by {@link Fleet}. */
    int warmLoad = -1;

    /** Runners of sessions, by team. */
    private final Map<TeamId, Integer> sessions = new HashMap<>();

    private long residentRamBytes;
    private long residentVramBytes;
    /** What of it belongs to sessions, and cannot be evicted. */
    private long pinnedRamBytes;

    private long pinnedVramBytes;

    Worker(WorkerCapacity capacity, Engine engine, Shape shape, Steps steps) {
        this.capacity = capacity;
        this.engine = engine;
        this.shape = shape;
        this.claims = new Claims(steps);
    }

    boolean isIdle() {
        return held.isEmpty();
    }

    long freeRamBytes() {
        return capacity.ramBytes() - residentRamBytes;
    }

    boolean hasRoomFor(long ramBytes, long vramBytes) {
        return freeRamBytes() >= ramBytes && capacity.vramBytes() - residentVramBytes >= vramBytes;
    }

    boolean carriesSessions() {
        return !sessions.isEmpty();
    }

    Set<TeamId> sessionTeams() {
        return sessions.keySet();
    }

    long unpinnedRamBytes() {
        return capacity.ramBytes() - pinnedRamBytes;
    }

    /** Whether this much fits once everything is evicted but the runners of sessions; RAM is clamped to the worker's. */
    boolean hasRoomBesideSessions(long ramBytes, long vramBytes) {
        return unpinnedRamBytes() >= Math.min(ramBytes, capacity.ramBytes())
                && capacity.vramBytes() - pinnedVramBytes >= vramBytes;
    }

    int heldFor(RunnerKey key) {
        int count = 0;
        for (Held each : held.values()) {
            if (each.task().runnerKey().equals(key)) {
                count++;
            }
        }
        return count;
    }

    boolean isWarmFor(RunnerKey key) {
        Runner runner = runners.get(key);
        return runner != null && runner.warm;
    }

    void keep(Runner runner) {
        lose(runner.key);
        runners.put(runner.key, runner);
        residentRamBytes += runner.ramBytes;
        residentVramBytes += runner.vramBytes;
        if (runner.key.isOfSession()) {
            pin(runner, 1);
        }
    }

    @Nullable
    Runner lose(RunnerKey key) {
        Runner gone = runners.remove(key);
        if (gone != null) {
            residentRamBytes -= gone.ramBytes;
            residentVramBytes -= gone.vramBytes;
            if (key.isOfSession()) {
                pin(gone, -1);
            }
        }
        return gone;
    }

    private void pin(Runner runner, int change) {
        pinnedRamBytes += change * runner.ramBytes;
        pinnedVramBytes += change * runner.vramBytes;
        sessions.merge(runner.key.team(), change, (a, b) -> a + b == 0 ? null : a + b);
    }

    /**
     * The runners to unload so that this much fits, cheapest first; {@code keep} stays, and so do those of sessions. Only
     * for an idle worker.
     */
    List<Runner> toEvict(long ramBytes, long vramBytes, RunnerKey keep, Steps steps) {
        if (hasRoomFor(ramBytes, vramBytes)) {
            return List.of();
        }
        long missingRam = ramBytes - freeRamBytes();
        long missingVram = vramBytes - (capacity.vramBytes() - residentVramBytes);
        List<Runner> byUse = new ArrayList<>(runners.values());
        byUse.sort(Comparator.comparingLong(runner -> runner.lastUse));
        List<Runner> evicted = new ArrayList<>();
        for (Runner runner : byUse) {
            steps.take();
            if (missingRam <= 0 && missingVram <= 0) {
                break;
            }
            boolean helps = (missingRam > 0 && runner.ramBytes > 0) || (missingVram > 0 && runner.vramBytes > 0);
            if (helps && !runner.key.equals(keep) && !runner.key.isOfSession()) {
                evicted.add(runner);
                missingRam -= runner.ramBytes;
                missingVram -= runner.vramBytes;
            }
        }
        return evicted;
    }
}
