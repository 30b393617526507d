package dev.hearth.scheduler.placement;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;

/** Everything there is of one runner key: the workers that are warm for it, by load, and the tasks that want them. */
final class Warmth {
    /** Lanes with waiting tasks of this key. */
    final Set<Lane> lanes = new LinkedHashSet<>();

    private final List<SequencedSet<Worker>> byLoad = new ArrayList<>();
    private int waiting;
    private int held;
    private int serving;
    private int resident;
    private boolean crowded;
    private long crowdedSinceNanos;

    Warmth(int maxDepth) {
        for (int load = 0; load < maxDepth; load++) {
            byLoad.add(new LinkedHashSet<>());
        }
    }

    /** Workers with a warm runner that hold this many tasks and may take one more; those used last come last. */
    SequencedSet<Worker> withLoad(int load) {
        return byLoad.get(load);
    }

    /** Whether a warm worker may take one more task. */
    boolean isOpen() {
        return byLoad.stream().anyMatch(workers -> !workers.isEmpty());
    }

    void taskWaits(int change) {
        waiting += change;
    }

    void workerJoins(int tasksHeld) {
        resident++;
        held += tasksHeld;
        serving += tasksHeld > 0 ? 1 : 0;
    }

    void workerLeaves(int tasksHeld) {
        resident--;
        held -= tasksHeld;
        serving -= tasksHeld > 0 ? 1 : 0;
    }

    /** Workers that run, or are about to run, tasks of this key. */
    int serving() {
        return serving;
    }

    /** Notes whether tasks stand behind others, and since when without a break. */
    void look(long nowNanos) {
        boolean now = waiting + held > serving;
        if (now && !crowded) {
            crowdedSinceNanos = nowNanos;
        }
        crowded = now;
    }

    boolean isCrowded() {
        return crowded;
    }

    long crowdedSinceNanos() {
        return crowdedSinceNanos;
    }

    void growthStarted(long nowNanos) {
        crowdedSinceNanos = nowNanos;
    }

    boolean isForgettable() {
        return lanes.isEmpty() && resident == 0;
    }
}
