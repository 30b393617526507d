package dev.hearth.scheduler.placement;

import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TeamId;
import java.util.Comparator;
import java.util.Iterator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Waiting tasks that are alike in everything placement looks at, in their order. */
final class Lane {
    /** What the tasks of a lane have in common. */
    record Key(RunnerKey runner, Kind kind, Requirement requirement, int priority, boolean opens) {
        static Key of(WaitingTask task) {
            return new Key(task.laneKey(), task.kind(), task.requirement(), task.priority(), task.opens());
        }

        TeamId team() {
            return runner.team();
        }

        SetupHash setupHash() {
            return runner.setupHash();
        }

        /** Whether its tasks run on the runner of their session or not at all. */
        boolean isBound() {
            return runner.isOfSession() && !opens;
        }
    }

    final Key key;
    final RunnerKey runner;
    /** Tells lanes apart that are otherwise level. */
    final long number;

    /** Where its tasks may go; replaced when the fleet changes shape. */
    Fit fit;
    /** Whether it stands in the indexes of the shapes and workers of its fit. */
    boolean claiming;
    /** Whether it has turned down the idle workers there are, because a warm one is expected to be sooner. */
    boolean parked;
    /** Whether it is parked because sessions hold what it wants. */
    boolean blocked;
    /** When it last was given a worker, or began to wait. */
    long waitsSinceNanos;
    /** While parked: when to look again although nothing happened. */
    long wakeAtNanos;

    private final TreeSet<WaitingTask> tasks;

    Lane(Key key, long number, Fit fit, Steps steps) {
        this.key = key;
        this.number = number;
        this.fit = fit;
        this.runner = key.runner();
        Comparator<WaitingTask> order = (a, b) -> {
            steps.take();
            int bySequence = Long.compare(a.sequence(), b.sequence());
            return bySequence != 0 ? bySequence : a.id().value().compareTo(b.id().value());
        };
        this.tasks = new TreeSet<>(order);
    }

    void add(WaitingTask task) {
        tasks.add(task);
    }

    void remove(WaitingTask task) {
        tasks.remove(task);
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    int size() {
        return tasks.size();
    }

    WaitingTask first() {
        return tasks.first();
    }

    /** The task with this many before it. Walks there: the callers bound the index. */
    WaitingTask at(int index, Steps steps) {
        Iterator<WaitingTask> walk = tasks.iterator();
        for (int i = 0; i < index; i++) {
            steps.take();
            walk.next();
        }
        return walk.next();
    }

    /** Whether this lane's next task goes before the other's where no team's turn decides. */
    boolean isBefore(Lane other) {
        if (key.priority() != other.key.priority()) {
            return key.priority() > other.key.priority();
        }
        long mine = first().sequence();
        long theirs = other.first().sequence();
        return mine != theirs ? mine < theirs : number < other.number;
    }

    /** The one of the two that goes first; null is nobody. */
    static @Nullable Lane earlier(@Nullable Lane a, @Nullable Lane b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return b.isBefore(a) ? b : a;
    }
}
