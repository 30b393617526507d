package dev.hearth.scheduler.leader;

import dev.hearth.ids.TaskId;
import dev.hearth.ids.WorkerId;
import dev.hearth.scheduler.engine.EngineOrder;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes tasks back that wait at a runner behind a call that turned out to be long, so that they start elsewhere. The
 * planner learns of the long call at once, or it would send them there again. Owned by the leader's thread.
 */
final class Recalls {
    private final LiveTasks tasks;
    private final Dispatcher dispatcher;
    private final EngineTable engines;
    private final LeaderTime time;
    private final Duration after;
    private final Set<Asked> asked = new HashSet<>();
    private long nextLookNanos;

    Recalls(LiveTasks tasks, Dispatcher dispatcher, EngineTable engines, LeaderTime time, Duration after) {
        this.tasks = tasks;
        this.dispatcher = dispatcher;
        this.engines = engines;
        this.time = time;
        this.after = after;
        this.nextLookNanos = time.nanoTime();
    }

    private record Asked(TaskId task, int attempt) {}

    /** Asks for every task that has waited too long behind another. */
    void look() {
        long nanos = time.nanoTime();
        if (nanos - nextLookNanos < 0) {
            return;
        }
        nextLookNanos = nanos + after.toNanos() / 4;
        Instant now = time.now();
        Map<WorkerId, LiveTask> running = new HashMap<>();
        List<LiveTask> stuck = new ArrayList<>();
        for (LiveTask live : tasks.all()) {
            Task task = live.shown();
            if (!task.status().isHeld() || task.worker() == null || isYounger(task, now)) {
                continue;
            }
            if (task.started()) {
                running.put(task.worker(), live);
            } else if (task.status() == TaskStatus.DISPATCHED && live.isAssignmentSent()) {
                stuck.add(live);
            }
        }
        asked.removeIf(each -> tasks.find(each.task()).isEmpty());
        stuck.forEach(live -> recall(live, running.get(live.shown().worker()), now));
    }

    private boolean isYounger(Task task, Instant now) {
        return task.updatedAt().isAfter(now.minus(after));
    }

    private void recall(LiveTask live, @Nullable LiveTask before, Instant now) {
        Task task = live.shown();
        if (before == null || task.engine() == null || !asked.add(new Asked(task.id(), task.attempt()))) {
            return;
        }
        dispatcher.stillRunning(before, Duration.between(before.shown().updatedAt(), now));
        engines.send(task.engine(), new EngineOrder.Recall(task.id(), task.attempt()));
    }
}
