package dev.hearth.checker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The statuses of a task and which may follow which, as this module understands them. Written down again on purpose: a
 * checker that used the scheduler's own table would repeat its mistakes. {@code docs/task-status.mmd} is what both are
 * held against.
 */
public enum Status {
    RECEIVED(1),
    QUEUED(2),
    DISPATCHED(3),
    PREPARING(4),
    SERVING(5),
    SETTING_UP(6),
    RUNNING(7),
    CANCELLING(8),
    UPLOADING(9),
    COMPLETED(10),
    FAILED(11),
    CANCELLED(12);

    private final int wire;

    Status(int wire) {
        this.wire = wire;
    }

    /** The number on the wire. */
    public int wire() {
        return wire;
    }

    /** The statuses that may be stored after this one. */
    public Set<Status> successors() {
        return switch (this) {
            case RECEIVED -> EnumSet.of(QUEUED, DISPATCHED, FAILED, CANCELLED);
            case QUEUED -> EnumSet.of(DISPATCHED, FAILED, CANCELLED);
            case DISPATCHED -> held(PREPARING, SERVING, SETTING_UP, RUNNING, UPLOADING);
            case PREPARING -> held(SERVING, SETTING_UP, RUNNING, UPLOADING);
            case SERVING -> held(SETTING_UP, RUNNING, UPLOADING);
            case SETTING_UP -> held(RUNNING, UPLOADING);
            case RUNNING -> held(UPLOADING);
            case UPLOADING -> held();
            case CANCELLING -> EnumSet.of(CANCELLED);
            case COMPLETED, FAILED, CANCELLED -> EnumSet.noneOf(Status.class);
        };
    }

    /** Whether a task stays here for ever. */
    public boolean isFinal() {
        return successors().isEmpty();
    }

    /** Whether an engine holds the task. */
    public boolean isHeld() {
        return successors().contains(CANCELLING);
    }

    /** Reads a status as the API (a number) or the topic (a name in either case) writes it. */
    public static Status of(JsonNode value) {
        if (value.isTextual()) {
            return valueOf(value.textValue().toUpperCase(Locale.ROOT));
        }
        for (Status status : values()) {
            if (status.wire == value.asInt(-1)) {
                return status;
            }
        }
        throw new IllegalArgumentException("not a task status: " + value);
    }

    /** What an engine can do with a task it holds: go on, finish it, fail it, lose it, be asked to stop. */
    private static Set<Status> held(Status... steps) {
        Set<Status> next = EnumSet.of(COMPLETED, FAILED, QUEUED, CANCELLING);
        next.addAll(Set.of(steps));
        return next;
    }
}
