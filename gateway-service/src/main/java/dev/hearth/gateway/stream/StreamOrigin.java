package dev.hearth.gateway.stream;

import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskUpdate;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream comes from: the run request that made the task, which knows its description and spares the scheduler
 * from sending it back, or a later request, which knows nothing.
 */
record StreamOrigin(@Nullable TaskSpec submitted) {
    /** A later request. */
    static final StreamOrigin LATER = new StreamOrigin(null);

    /** The stream of a run begins with the task as it was accepted, even when it has moved on since. */
    boolean beginsReceived(Task task) {
        return isOwn(task);
    }

    /** The task with its whole description. */
    Task completed(Task task) {
        return submitted != null && isOwn(task)
                ? task.toBuilder().setSpec(submitted).build()
                : task;
    }

    /** As {@link #completed(Task)} for the task inside. */
    TaskUpdate completed(TaskUpdate update) {
        if (submitted == null) {
            return update;
        }
        return switch (update.getUpdateCase()) {
            case SNAPSHOT ->
                TaskUpdate.newBuilder()
                        .setSnapshot(completed(update.getSnapshot()))
                        .build();
            case FINAL ->
                TaskUpdate.newBuilder().setFinal(completed(update.getFinal())).build();
            case STATUS, OUTPUT, LOG, UPDATE_NOT_SET -> update;
        };
    }

    /** A replayed idempotency key leads to an earlier task. */
    private boolean isOwn(Task task) {
        return submitted != null && task.getSpec().getTaskId().equals(submitted.getTaskId());
    }
}
