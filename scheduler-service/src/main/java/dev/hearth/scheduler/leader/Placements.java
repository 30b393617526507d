package dev.hearth.scheduler.leader;

import dev.hearth.ids.TaskId;
import dev.hearth.scheduler.placement.Placement;
import dev.hearth.scheduler.task.TaskStatus;

/** Carries out what the planner decides: commit DISPATCHED, then send. Owned by the leader's thread. */
final class Placements {
    private final LiveTasks tasks;
    private final Dispatcher dispatcher;
    private final RunAtTimers timers;

    Placements(LiveTasks tasks, Dispatcher dispatcher, RunAtTimers timers) {
        this.tasks = tasks;
        this.dispatcher = dispatcher;
        this.timers = timers;
    }

    /** Places whatever can be placed now. */
    void plan() {
        for (Placement placement : dispatcher.plan()) {
            tasks.find(placement.task())
                    .ifPresentOrElse(live -> place(live, placement), () -> dispatcher.rollBack(placement.task()));
        }
    }

    /** Queues what has become due. */
    void wakeDue() {
        boolean any = false;
        for (TaskId due : timers.takeDue(tasks.now())) {
            any |= tasks.find(due).map(this::wake).orElse(false);
        }
        if (any || dispatcher.isLookDue()) {
            plan();
        }
    }

    private boolean wake(LiveTask live) {
        if (live.task().status() != TaskStatus.QUEUED) {
            return false;
        }
        dispatcher.enqueue(live);
        return true;
    }

    private void place(LiveTask live, Placement placement) {
        tasks.move(live, dispatcher.dispatched(placement)).onComplete(done -> {
            if (done.succeeded()) {
                dispatcher.assign(live);
            } else {
                dispatcher.rollBack(live.id());
            }
        });
    }
}
