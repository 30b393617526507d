package dev.hearth.gateway.task;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.Ids;

/** The errors of task routes that are found here, before the scheduler is asked. */
final class TaskErrors {
    private TaskErrors() {}

    static ServiceException notFound(String id) {
        return new ServiceException(ErrorCode.NOT_FOUND, "task not found: " + id);
    }

    /** No task has an id of another form. */
    static String requireId(String id) {
        if (!Ids.isWellFormed(id)) {
            throw notFound(id);
        }
        return id;
    }

    static ServiceException wrongType(String field, String expected) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, "%s must be %s".formatted(field, expected));
    }
}
