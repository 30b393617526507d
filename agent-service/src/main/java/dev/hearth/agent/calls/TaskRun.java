package dev.hearth.agent.calls;

import io.smallrye.mutiny.Uni;

/** A task that is followed to its end. The following survives restarts of the gateway and the scheduler. */
public interface TaskRun {
    /**
     * The ended task. Fails with a {@code ServiceException} if the task was refused (the reference leads nowhere,
     * requirements are not met, …): then there is no task. Does not fail because a service is away; it tries again.
     */
    Uni<CalledTask> end();

    /** Stops following; the task itself goes on. Nothing is heard afterwards. */
    void close();
}
