package dev.hearth.gateway.task;

import dev.hearth.proto.v1.TaskStatus;
import java.util.Arrays;
import java.util.Optional;

/** Task statuses as they are on the wire: the number, and a lower-case name beside it (wire protocol 2.4). */
public final class Statuses {
    private Statuses() {}

    /** The number clients compare. */
    public static int number(TaskStatus status) {
        return switch (status) {
            case TASK_STATUS_UNSPECIFIED, UNRECOGNIZED -> 0;
            case TASK_STATUS_RECEIVED -> 1;
            case TASK_STATUS_QUEUED -> 2;
            case TASK_STATUS_DISPATCHED -> 3;
            case TASK_STATUS_PREPARING -> 4;
            case TASK_STATUS_SERVING -> 5;
            case TASK_STATUS_SETTING_UP -> 6;
            case TASK_STATUS_RUNNING -> 7;
            case TASK_STATUS_CANCELLING -> 8;
            case TASK_STATUS_UPLOADING -> 9;
            case TASK_STATUS_COMPLETED -> 10;
            case TASK_STATUS_FAILED -> 11;
            case TASK_STATUS_CANCELLED -> 12;
        };
    }

    /** The name beside the number. */
    public static String text(TaskStatus status) {
        return switch (status) {
            case TASK_STATUS_UNSPECIFIED, UNRECOGNIZED -> "unknown";
            case TASK_STATUS_RECEIVED -> "received";
            case TASK_STATUS_QUEUED -> "queued";
            case TASK_STATUS_DISPATCHED -> "dispatched";
            case TASK_STATUS_PREPARING -> "preparing";
            case TASK_STATUS_SERVING -> "serving";
            case TASK_STATUS_SETTING_UP -> "setting_up";
            case TASK_STATUS_RUNNING -> "running";
            case TASK_STATUS_CANCELLING -> "cancelling";
            case TASK_STATUS_UPLOADING -> "uploading";
            case TASK_STATUS_COMPLETED -> "completed";
            case TASK_STATUS_FAILED -> "failed";
            case TASK_STATUS_CANCELLED -> "cancelled";
        };
    }

    public static boolean isFinal(TaskStatus status) {
        return status == TaskStatus.TASK_STATUS_COMPLETED
                || status == TaskStatus.TASK_STATUS_FAILED
                || status == TaskStatus.TASK_STATUS_CANCELLED;
    }

    /** By number or by name; empty for anything else. */
    static Optional<TaskStatus> ofText(String text) {
        return Arrays.stream(TaskStatus.values())
                .filter(status -> number(status) > 0)
                .filter(status -> text(status).equals(text)
                        || Integer.toString(number(status)).equals(text))
                .findFirst();
    }
}
