package dev.hearth.scheduler.task;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a task stands, in the order of a cold run. A warm run goes from DISPATCHED straight to RUNNING. The picture is
 * {@code docs/task-status.mmd}.
 */
public enum TaskStatus {
    RECEIVED(1),
    QUEUED(2),
    DISPATCHED(3),
    PREPARING(4),
    SERVING(5),
    SETTING_UP(6),
    RUNNING(7),
    UPLOADING(9),
    CANCELLING(8),
    COMPLETED(10),
    FAILED(11),
    CANCELLED(12);

    private static final TaskStatus[] BY_NUMBER = new TaskStatus[13];

    static {
        for (TaskStatus status : values()) {
            BY_NUMBER[status.number] = status;
        }
    }

    private final int number;

    TaskStatus(int number) {
        this.number = number;
    }

    /** The number on the wire and in tables (wire protocol, section 2.4). */
    public int number() {
        return number;
    }

    /** The status with this number. */
    public static TaskStatus of(int number) {
        if (number < 1 || number >= BY_NUMBER.length) {
            throw new IllegalArgumentException("no task status has the number " + number);
        }
        return BY_NUMBER[number];
    }

    /** The statuses that may follow this one. No other place in the suite decides this. */
    public Set<TaskStatus> successors() {
        return switch (this) {
            case RECEIVED -> EnumSet.of(QUEUED, DISPATCHED, FAILED, CANCELLED);
            case QUEUED -> EnumSet.of(DISPATCHED, FAILED, CANCELLED);
            // QUEUED: its engine was lost, or gave it back
            case DISPATCHED ->
                EnumSet.of(PREPARING, SERVING, SETTING_UP, RUNNING, UPLOADING, COMPLETED, QUEUED, FAILED, CANCELLING);
            case PREPARING ->
                EnumSet.of(SERVING, SETTING_UP, RUNNING, UPLOADING, COMPLETED, QUEUED, FAILED, CANCELLING);
            case SERVING -> EnumSet.of(SETTING_UP, RUNNING, UPLOADING, COMPLETED, QUEUED, FAILED, CANCELLING);
            case SETTING_UP -> EnumSet.of(RUNNING, UPLOADING, COMPLETED, QUEUED, FAILED, CANCELLING);
            case RUNNING -> EnumSet.of(UPLOADING, COMPLETED, QUEUED, FAILED, CANCELLING);
            case UPLOADING -> EnumSet.of(COMPLETED, QUEUED, FAILED, CANCELLING);
            case CANCELLING -> EnumSet.of(CANCELLED);
            case COMPLETED, FAILED, CANCELLED -> EnumSet.noneOf(TaskStatus.class);
        };
    }

    public boolean canBecome(TaskStatus next) {
        return successors().contains(next);
    }

    /** Nothing follows. */
    public boolean isFinal() {
        return number >= COMPLETED.number;
    }

    /** An engine has it: ending takes two steps, CANCELLING until it let go, then CANCELLED. */
    public boolean isHeld() {
        return switch (this) {
            case DISPATCHED, PREPARING, SERVING, SETTING_UP, RUNNING, UPLOADING, CANCELLING -> true;
            case RECEIVED, QUEUED, COMPLETED, FAILED, CANCELLED -> false;
        };
    }
}
