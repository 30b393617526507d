package dev.hearth.scheduler.leader;

import com.google.protobuf.ByteString;
import dev.hearth.errors.TaskErrorCode;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.TaskId;
import dev.hearth.scheduler.engine.Engine;
import dev.hearth.scheduler.engine.EngineOrder;
import dev.hearth.scheduler.engine.EngineReport;
import dev.hearth.scheduler.engine.EngineReport.Outcome;
import dev.hearth.scheduler.task.LogLine;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskEvent;
import dev.hearth.scheduler.task.TaskStatus;
import dev.hearth.scheduler.watch.TaskFollowers;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What engines report of tasks. A report counts only from the engine that holds the task, and with the attempt it is on:
 * all others come from an attempt that was replaced. Owned by the leader's thread.
 */
final class Reports {
    private final LiveTasks tasks;
    private final Dispatcher dispatcher;
    private final Placements placements;
    private final StreamBuffer streams;
    private final TaskFollowers followers;
    private final Settlements settlements;
    private final LeaderTime time;
    private final long awaitLogsNanos;
    private final Map<TaskId, Waiting> awaitingLogs = new HashMap<>();

    Reports(
            LiveTasks tasks,
            Dispatcher dispatcher,
            Placements placements,
            Streams streams,
            Settlements settlements,
            Waits waits) {
        this.tasks = tasks;
        this.dispatcher = dispatcher;
        this.placements = placements;
        this.streams = streams.buffer();
        this.followers = streams.followers();
        this.settlements = settlements;
        this.time = waits.time();
        this.awaitLogsNanos = waits.config().awaitLogs().toNanos();
    }

    /** Where logs and partial outputs go. */
    record Streams(StreamBuffer buffer, TaskFollowers followers) {}

    /** How long to wait, by which clock. */
    record Waits(LeaderTime time, TaskConfig config) {}

    /** Says whether a result of a task that is not live had been committed. */
    interface Settlements {
        Future<Boolean> isCommitted(TaskId task, int attempt);
    }

    private record Waiting(EngineId engine, EngineReport.Result result, Settled settled, long untilNanos) {}

    /** Told once a result is committed or refused. */
    interface Settled {
        void settled(boolean accepted);
    }

    void progress(Engine engine, EngineReport.Progress progress) {
        Optional<LiveTask> live = current(engine.id(), progress.task(), progress.attempt());
        if (live.isEmpty()) {
            engine.send(new EngineOrder.Abandon(progress.task(), progress.attempt()));
            return;
        }
        tasks.step(live.get(), new TaskEvent.Progressed(progress.status()));
    }

    /** A result from the engine's stream; settled on the same stream. */
    void result(Engine engine, EngineReport.Result result) {
        result(
                engine.id(),
                result,
                accepted -> engine.send(new EngineOrder.Settled(result.task(), result.attempt(), accepted)));
    }

    void result(EngineId engine, EngineReport.Result result, Settled settled) {
        Optional<LiveTask> found = current(engine, result.task(), result.attempt());
        if (found.isEmpty()) {
            settleLate(engine, result, settled);
            return;
        }
        LiveTask live = found.get();
        if (live.lastLogSequence() < result.lastLogSequence() && awaitLogsNanos > 0) {
            awaitingLogs.put(live.id(), new Waiting(engine, result, settled, time.nanoTime() + awaitLogsNanos));
            return;
        }
        finish(live, result, settled);
    }

    /** A log chunk; {@code written} runs once its bytes may be granted again. */
    void log(EngineId engine, TaskId task, LogLine line, Runnable written) {
        Optional<LiveTask> found = current(engine, task, line.attempt());
        if (found.isEmpty() || !found.get().addLog(line)) {
            written.run();
            return;
        }
        LiveTask live = found.get();
        followers.log(task, line);
        streams.log(live.task(), line, written);
        Waiting waiting = awaitingLogs.get(task);
        if (waiting != null
                && waiting.result().attempt() == line.attempt()
                && live.lastLogSequence() >= waiting.result().lastLogSequence()) {
            awaitingLogs.remove(task);
            finish(live, waiting.result(), waiting.settled());
        }
    }

    void partialOutput(EngineId engine, TaskId task, int attempt, long sequence, ByteString output) {
        current(engine, task, attempt)
                .filter(live -> !live.task().status().isFinal() && live.isNewerOutput(sequence))
                .ifPresent(live -> {
                    live.output(output);
                    followers.partialOutput(live.shown(), output, sequence);
                    streams.output(live.task(), output);
                });
    }

    void recalled(Engine engine, EngineReport.Recalled reply) {
        if (!reply.confirmed()) {
            return;
        }
        current(engine.id(), reply.task(), reply.attempt())
                .filter(live -> live.task().status() == TaskStatus.DISPATCHED)
                .ifPresent(this::giveBack);
    }

    /** Results whose logs did not come in time are finished without them. */
    void sweepAwaitingLogs() {
        long now = time.nanoTime();
        List<Waiting> over = new ArrayList<>();
        awaitingLogs.values().removeIf(waiting -> now - waiting.untilNanos() >= 0 && over.add(waiting));
        for (Waiting waiting : over) {
            EngineReport.Result result = waiting.result();
            current(waiting.engine(), result.task(), result.attempt())
                    .ifPresentOrElse(
                            live -> finish(live, result, waiting.settled()),
                            () -> settleLate(waiting.engine(), result, waiting.settled()));
        }
    }

    private Optional<LiveTask> current(EngineId engine, TaskId task, int attempt) {
        return tasks.find(task)
                .filter(live -> live.task().attempt() == attempt
                        && live.task().status().isHeld()
                        && engine.equals(live.task().engine()));
    }

    /** The task is not held any more: its end may be on its way into the table, or there already. */
    private void settleLate(EngineId engine, EngineReport.Result result, Settled settled) {
        Optional<LiveTask> ending = tasks.find(result.task())
                .filter(live -> live.task().attempt() == result.attempt()
                        && live.task().status().isFinal()
                        && engine.equals(live.task().engine()));
        if (ending.isPresent()) {
            tasks.settled(ending.get()).onSuccess(ignored -> settled.settled(true));
            return;
        }
        settlements.isCommitted(result.task(), result.attempt()).onSuccess(settled::settled);
    }

    private void finish(LiveTask live, EngineReport.Result result, Settled settled) {
        for (TaskStatus step : result.steps()) {
            if (live.task().status().canBecome(step)) {
                tasks.decide(live, new TaskEvent.Progressed(step), beganAt(step, result));
            }
        }
        dispatcher.release(live, result.runTime().orElse(null));
        streams.ended(live.id());
        TaskEvent event = eventOf(live.task(), result);
        tasks.move(live, event).onSuccess(ignored -> {
            settled.settled(true);
            if (event instanceof TaskEvent.Returned) {
                dispatcher.enqueue(live);
                placements.plan();
            }
        });
        placements.plan();
    }

    /** By this clock, since the engine's may be off: a short call is not told to run until it has ended. */
    private Instant beganAt(TaskStatus step, EngineReport.Result result) {
        Instant now = tasks.now();
        return step == TaskStatus.RUNNING ? now.minus(result.runTime().orElse(Duration.ZERO)) : now;
    }

    private void giveBack(LiveTask live) {
        dispatcher.release(live, null);
        tasks.move(live, new TaskEvent.Returned()).onSuccess(ignored -> {
            dispatcher.enqueue(live);
            placements.plan();
        });
    }

    private static TaskEvent eventOf(Task task, EngineReport.Result result) {
        if (task.status() == TaskStatus.CANCELLING) {
            return new TaskEvent.Cancelled(partial(result));
        }
        return switch (result.outcome()) {
            case COMPLETED -> new TaskEvent.Completed(result.output());
            case FAILED -> new TaskEvent.Failed(codeOf(result), textOf(result), result.output());
            case CANCELLED ->
                new TaskEvent.Failed(TaskErrorCode.ENGINE_LOST, "the engine ended the call", result.output());
            case RETURNED -> new TaskEvent.Returned();
        };
    }

    private static @Nullable ByteString partial(EngineReport.Result result) {
        return result.outcome() == Outcome.COMPLETED ? null : result.output();
    }

    private static String textOf(EngineReport.Result result) {
        return result.error().isEmpty() ? "task failed" : result.error().replace('\0', '\uFFFD');
    }

    private static TaskErrorCode codeOf(EngineReport.Result result) {
        for (TaskErrorCode code : TaskErrorCode.values()) {
            if (code.name().equals(result.errorCode())) {
                return code;
            }
        }
        return TaskErrorCode.APP_ERROR;
    }
}
