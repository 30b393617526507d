package dev.hearth.scheduler.leader;

import dev.hearth.errors.TaskErrorCode;
import dev.hearth.scheduler.engine.EngineOrder;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskEvent;
import dev.hearth.scheduler.task.TaskStatus;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Cancels at every status. Once CANCELLING is decided only CANCELLED follows; a task whose end was decided first keeps
 * that end. Owned by the leader's thread.
 */
final class Cancellations {
    private final LiveTasks tasks;
    private final Dispatcher dispatcher;
    private final EngineTable engines;
    private final RunAtTimers timers;
    private final TaskConfig config;

    Cancellations(LiveTasks tasks, Dispatcher dispatcher, EngineTable engines, RunAtTimers timers, TaskConfig config) {
        this.tasks = tasks;
        this.dispatcher = dispatcher;
        this.engines = engines;
        this.timers = timers;
        this.config = config;
    }

    /**
     * Cancels.
     *
     * @param grace how long the call may take to end by itself; zero: the default
     * @return completes once what was decided is committed
     */
    Future<Void> cancel(LiveTask live, boolean force, Duration grace) {
        TaskStatus status = live.task().status();
        if (status.isFinal()) {
            return tasks.settled(live);
        }
        if (status == TaskStatus.CANCELLING) {
            return tasks.settled(live).onSuccess(ignored -> tellEngine(live, force, grace));
        }
        if (status.isHeld()) {
            return tasks.move(live, new TaskEvent.CancelRequested())
                    .onSuccess(ignored -> tellEngine(live, force, grace));
        }
        dispatcher.withdraw(live.id());
        timers.remove(live.id());
        return tasks.move(live, new TaskEvent.Cancelled(null));
    }

    /** Fails a task that no engine has. */
    void fail(LiveTask live, TaskErrorCode code, String why) {
        dispatcher.withdraw(live.id());
        timers.remove(live.id());
        tasks.move(live, new TaskEvent.Failed(code, why, null));
    }

    /** After a takeover or a reconnection: says again what the engine may not have heard. */
    void repeat(LiveTask live) {
        if (live.task().status() == TaskStatus.CANCELLING) {
            tellEngine(live, false, Duration.ZERO);
        }
    }

    private void tellEngine(LiveTask live, boolean force, Duration grace) {
        Task task = live.task();
        if (task.status() != TaskStatus.CANCELLING) {
            return;
        }
        if (!live.isAssignmentSent() || task.engine() == null) {
            dispatcher.release(live, null);
            tasks.move(live, new TaskEvent.Cancelled(null));
            return;
        }
        engines.send(task.engine(), new EngineOrder.Cancel(live.id(), task.attempt(), force, graceOf(grace)));
    }

    private Duration graceOf(Duration asked) {
        if (asked.isZero()) {
            return config.cancelGrace();
        }
        return asked.compareTo(config.maxCancelGrace()) > 0 ? config.maxCancelGrace() : asked;
    }
}
