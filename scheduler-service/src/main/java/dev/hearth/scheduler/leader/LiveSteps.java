package dev.hearth.scheduler.leader;

import dev.hearth.scheduler.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;

/** Steps are shown live and stored with the next commit; this sees to it that long calls have one. */
final class LiveSteps {
    private final LiveTasks tasks;
    private final LeaderTime time;
    private final Duration storeAfter;
    private long nextLookNanos;

    LiveSteps(LiveTasks tasks, LeaderTime time, Duration storeAfter) {
        this.tasks = tasks;
        this.time = time;
        this.storeAfter = storeAfter;
        this.nextLookNanos = time.nanoTime();
    }

    /** Stores the steps that have waited long enough. */
    void storeOld() {
        long nanos = time.nanoTime();
        if (nanos - nextLookNanos < 0) {
            return;
        }
        nextLookNanos = nanos + storeAfter.toNanos() / 2;
        Instant old = time.now().minus(storeAfter);
        for (LiveTask live : tasks.all()) {
            TaskStatus status = live.task().status();
            if (status.isHeld()
                    && live.hasUnsavedTransitions()
                    && !live.unsavedTransitions().getFirst().at().isAfter(old)) {
                tasks.store(live);
            }
        }
    }
}
