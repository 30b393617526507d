package dev.hearth.scheduler.task;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.TaskId;

/** The errors of tasks. Each message is written once, here. */
public final class TaskErrors {
    private TaskErrors() {}

    public static ServiceException notFound(TaskId id) {
        return new ServiceException(ErrorCode.NOT_FOUND, "task not found: " + id);
    }

    public static ServiceException notFinal(TaskId id, TaskStatus status) {
        return new ServiceException(
                ErrorCode.CONFLICT, "task %s is %s: cancel it before deleting it".formatted(id, status));
    }

    public static ServiceException otherRequest(String key, TaskId earlier) {
        return new ServiceException(
                ErrorCode.CONFLICT,
                "Idempotency-Key %s was used for task %s with another request".formatted(key, earlier));
    }

    public static ServiceException incomplete(String field) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, "task spec lacks " + field);
    }

    public static ServiceException unstorable(TaskId id) {
        return new ServiceException(
                ErrorCode.INVALID_REQUEST, "task %s holds a value that cannot be stored".formatted(id));
    }

    public static ServiceException badCursor(String cursor) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, "not a cursor of this list: " + cursor);
    }

    public static ServiceException queueFull(long bytes) {
        return new ServiceException(
                ErrorCode.UNAVAILABLE, "the queue is full: %d bytes of payload wait or run".formatted(bytes));
    }

    public static ServiceException unavailable() {
        return new ServiceException(ErrorCode.UNAVAILABLE, "the task store is away just now");
    }
}
