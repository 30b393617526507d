package dev.hearth.gateway.scheduler;

import dev.hearth.proto.v1.TaskUpdate;

/** Is told about one task, always on the context that asked. */
public interface TaskWatcher {
    /**
     * Something changed. The first update is a snapshot or final; after a connection was lost another snapshot comes. Final
     * is the last call.
     */
    void updated(TaskUpdate update);

    /** The task cannot be followed: the last call. */
    void failed(Throwable failure);
}
