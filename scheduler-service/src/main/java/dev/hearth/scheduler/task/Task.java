package dev.hearth.scheduler.task;

import com.google.protobuf.ByteString;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.WorkerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as the leader knows it.
 *
 * @param attempt the attempt it is on or waits for, from 1; rises whenever it leaves an engine for the queue, and is the
 *     fence: a report with an older one is refused
 * @param charged attempts reported as started; held against the limit
 * @param started whether the current attempt was reported as started
 * @param output opaque JSON bytes; a partial one while it runs
 * @param transitions every status passed, in order
 */
public record Task(
        TaskSpec spec,
        TaskStatus status,
        int attempt,
        int charged,
        boolean started,
        Instant createdAt,
        Instant updatedAt,
        @Nullable ByteString output,
        String error,
        String errorCode,
        @Nullable EngineId engine,
        @Nullable WorkerId worker,
        List<Transition> transitions) {

    public Task {
        transitions = List.copyOf(transitions);
    }

    /** A task just received. */
    public static Task received(TaskSpec spec, Instant now) {
        return new Task(
                spec,
                TaskStatus.RECEIVED,
                1,
                0,
                false,
                now,
                now,
                null,
                "",
                "",
                null,
                null,
                List.of(new Transition(TaskStatus.RECEIVED, now, 1)));
    }

    public TaskId id() {
        return spec.id();
    }

    /**
     * The task after an event. Time never goes back within a task.
     *
     * @throws IllegalStateException on a move that {@link TaskStatus#successors()} does not allow: a bug, not an answer
     */
    public Task after(TaskEvent event, Instant now) {
        TaskStatus next = event.leadsTo();
        if (!status.canBecome(next)) {
            throw new IllegalStateException("task " + id() + " cannot go from " + status + " to " + next);
        }
        Instant at = now.isBefore(updatedAt) ? updatedAt : now;
        return switch (event) {
            case TaskEvent.Queued _ -> with(next, attempt, charged, false, at, output, "", "", null, null);
            case TaskEvent.Dispatched to ->
                with(next, attempt, charged, false, at, output, "", "", to.engine(), to.worker());
            case TaskEvent.Progressed _ ->
                with(next, attempt, started ? charged : charged + 1, true, at, output, "", "", engine, worker);
            case TaskEvent.Completed done ->
                with(next, attempt, charged, started, at, done.output(), "", "", engine, worker);
            case TaskEvent.Failed failed ->
                with(
                        next,
                        attempt,
                        charged,
                        started,
                        at,
                        failed.output() == null ? output : failed.output(),
                        failed.error(),
                        failed.code().name(),
                        engine,
                        worker);
            case TaskEvent.Returned _ -> with(next, attempt + 1, charged, false, at, null, "", "", null, null);
            case TaskEvent.EngineLost lost ->
                with(
                        next,
                        attempt + 1,
                        lost.charged() && !started ? charged + 1 : charged,
                        false,
                        at,
                        null,
                        "",
                        "",
                        null,
                        null);
            case TaskEvent.CancelRequested _ ->
                with(next, attempt, charged, started, at, output, "", "", engine, worker);
            case TaskEvent.Cancelled cancelled ->
                with(
                        next,
                        attempt,
                        charged,
                        started,
                        at,
                        cancelled.output() == null ? output : cancelled.output(),
                        "",
                        "",
                        engine,
                        worker);
        };
    }

    /** The same with a partial output; no move. */
    public Task withPartialOutput(ByteString partial) {
        return new Task(
                spec,
                status,
                attempt,
                charged,
                started,
                createdAt,
                updatedAt,
                partial,
                error,
                errorCode,
                engine,
                worker,
                transitions);
    }

    private Task with(
            TaskStatus next,
            int nextAttempt,
            int nextCharged,
            boolean nextStarted,
            Instant at,
            @Nullable ByteString nextOutput,
            String nextError,
            String nextErrorCode,
            @Nullable EngineId nextEngine,
            @Nullable WorkerId nextWorker) {
        List<Transition> passed = new ArrayList<>(transitions.size() + 1);
        passed.addAll(transitions);
        passed.add(new Transition(next, at, nextAttempt));
        return new Task(
                spec,
                next,
                nextAttempt,
                nextCharged,
                nextStarted,
                createdAt,
                at,
                nextOutput,
                nextError,
                nextErrorCode,
                nextEngine,
                nextWorker,
                passed);
    }
}
