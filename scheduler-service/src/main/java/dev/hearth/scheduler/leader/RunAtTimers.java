package dev.hearth.scheduler.leader;

import dev.hearth.ids.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Tasks that may not start yet, by their time. The rows are the truth; this is their index while a leader leads. Owned by
 * the leader's thread.
 */
final class RunAtTimers {
    private final PriorityQueue<Due> byTime = new PriorityQueue<>(Comparator.comparing(Due::at));
    private final Set<TaskId> waiting = new HashSet<>();

    private record Due(Instant at, TaskId task) {}

    void add(TaskId task, Instant at) {
        if (waiting.add(task)) {
            byTime.add(new Due(at, task));
        }
    }

    boolean remove(TaskId task) {
        return waiting.remove(task);
    }

    boolean isWaiting(TaskId task) {
        return waiting.contains(task);
    }

    /** Takes out everything whose time has come. */
    List<TaskId> takeDue(Instant now) {
        List<TaskId> due = new ArrayList<>();
        for (Due next = byTime.peek(); next != null && !next.at().isAfter(now); next = byTime.peek()) {
            byTime.remove();
            if (waiting.remove(next.task())) {
                due.add(next.task());
            }
        }
        return due;
    }
}
