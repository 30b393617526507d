package dev.hearth.scheduler.leader;

import dev.hearth.ids.TaskId;

/** A row with this id exists and differs from what memory expected. */
final class AlreadyThereException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AlreadyThereException(TaskId id) {
        super("another row stands for task " + id);
    }
}
