package dev.hearth.gateway.stream;

import dev.hearth.gateway.task.Statuses;
import dev.hearth.proto.v1.PartialOutput;
import dev.hearth.proto.v1.StatusChanged;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.Transition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's client has been told of its task and what it has yet to be told: every status in order, of partial
 * outputs and logs the newest only. It grows with the number of statuses and nothing else. Not for several threads.
 */
final class TaskState {
    /** More than any task passes between two lines; a client so far behind is cut off. */
    private static final int MAX_PENDING = 1000;

    private final LogTail logs;
    private final Deque<StatusChanged> pending = new ArrayDeque<>();
    private Task.@Nullable Builder told;
    private @Nullable Task end;
    private int known;
    private TaskStatus lastKnown = TaskStatus.TASK_STATUS_UNSPECIFIED;
    private boolean first = true;
    private boolean outputChanged;
    private boolean logsChanged;

    TaskState(LogTail logs) {
        this.logs = logs;
    }

    /** The task as it was accepted, told before anything else; an update after it brings the rest. */
    void begin(Task received) {
        told = received.toBuilder().clearLogs();
        known = received.getTransitionsCount();
        lastKnown = received.getStatus();
    }

    void apply(TaskUpdate update) {
        switch (update.getUpdateCase()) {
            case SNAPSHOT -> snapshot(update.getSnapshot());
            case STATUS -> status(update.getStatus());
            case OUTPUT -> output(update.getOutput());
            case LOG -> logsChanged |= logs.add(update.getLog());
            case FINAL -> end(update.getFinal());
            case UPDATE_NOT_SET -> {}
        }
    }

    /** Whether the client is further behind than can be kept. */
    boolean isOverflowing() {
        return pending.size() > MAX_PENDING;
    }

    /** Whether only logs wait to be told. */
    boolean hasOnlyLogs() {
        return !first && pending.isEmpty() && end == null && !outputChanged && logsChanged;
    }

    boolean isEnded() {
        return end != null;
    }

    /** The next thing to tell; null: nothing. The task is final exactly when it is the last. */
    @Nullable
    Task next() {
        Task.Builder task = told;
        if (task == null) {
            return null;
        }
        if (first) {
            first = false;
            return whenFirst(task);
        }
        if (!pending.isEmpty()) {
            advance(task, pending.removeFirst());
            return built(task);
        }
        if (end != null) {
            return end;
        }
        return outputChanged || logsChanged ? built(task) : null;
    }

    private Task whenFirst(Task.Builder task) {
        return end != null && pending.isEmpty() && Statuses.isFinal(task.getStatus()) ? end : built(task);
    }

    private Task built(Task.Builder task) {
        outputChanged = false;
        logsChanged = false;
        return task.build();
    }

    private void snapshot(Task snapshot) {
        logsChanged |= logs.addAll(snapshot.getLogsList());
        if (told == null) {
            begin(snapshot);
            return;
        }
        missed(snapshot);
        if (snapshot.getStatus() != lastKnown) {
            enqueue(StatusChanged.newBuilder()
                    .setStatus(snapshot.getStatus())
                    .setAt(snapshot.getUpdatedAt())
                    .setAttempt(snapshot.getAttempt())
                    .setVersion(snapshot.getVersion())
                    .setEngineId(snapshot.getEngineId())
                    .setWorkerId(snapshot.getWorkerId())
                    .build());
        }
        if (snapshot.hasOutput()) {
            told.setOutput(snapshot.getOutput());
            outputChanged = true;
        }
        if (snapshot.hasWaitReason()) {
            told.setWaitReason(snapshot.getWaitReason());
        }
    }

    /** Queues the statuses that this snapshot has and nobody told us: those of a time without a connection. */
    private void missed(Task snapshot) {
        List<Transition> transitions = snapshot.getTransitionsList();
        for (int i = known; i < transitions.size(); i++) {
            Transition transition = transitions.get(i);
            if (Statuses.isFinal(transition.getStatus())) {
                return;
            }
            enqueue(StatusChanged.newBuilder()
                    .setStatus(transition.getStatus())
                    .setAt(transition.getAt())
                    .setAttempt(transition.getAttempt())
                    .setVersion(snapshot.getVersion())
                    .setEngineId(snapshot.getEngineId())
                    .setWorkerId(snapshot.getWorkerId())
                    .build());
        }
    }

    private void status(StatusChanged change) {
        // A final status comes again with the final task, which is told as one line.
        if (!Statuses.isFinal(change.getStatus())) {
            enqueue(change);
        }
    }

    private void enqueue(StatusChanged change) {
        pending.addLast(change);
        lastKnown = change.getStatus();
        known++;
    }

    private void output(PartialOutput partial) {
        if (told != null && partial.getAttempt() >= told.getAttempt()) {
            told.setOutput(partial.getOutput());
            outputChanged = true;
        }
    }

    private void end(Task task) {
        logs.addAll(task.getLogsList());
        if (told == null) {
            begin(task);
        } else {
            missed(task);
        }
        end = task;
    }

    private static void advance(Task.Builder task, StatusChanged change) {
        if (change.getAttempt() > task.getAttempt() && task.getAttempt() > 0) {
            // What an earlier attempt gave so far is no part of this one.
            task.clearOutput();
        }
        task.setStatus(change.getStatus())
                .setAttempt(change.getAttempt())
                .setVersion(Math.max(task.getVersion(), change.getVersion()))
                .setUpdatedAt(change.getAt())
                .setEngineId(change.getEngineId())
                .setWorkerId(change.getWorkerId())
                .addTransitions(Transition.newBuilder()
                        .setStatus(change.getStatus())
                        .setAt(change.getAt())
                        .setAttempt(change.getAttempt()));
        if (change.getStatus() != TaskStatus.TASK_STATUS_QUEUED
                && change.getStatus() != TaskStatus.TASK_STATUS_RECEIVED) {
            task.clearWaitReason();
        }
    }
}
