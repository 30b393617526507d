package dev.hearth.agent.calls;

import dev.hearth.agent.access.Caller;
import dev.hearth.ids.TaskId;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** The apps of the catalog, called through the gateway. */
public interface AppCalls {
    /** {@code not_found}, {@code invalid_request} for an unknown function. */
    Uni<CallTarget> describe(Caller caller, String app, @Nullable String function);

    /** Submits (insert-or-return by task id) and follows. Starts at once, whether or not {@link TaskRun#end} is subscribed to. */
    TaskRun submitAndWatch(AppCall call, TaskListener listener);

    /** Follows a task that was submitted; {@code not_found} if it never was. Starts at once. */
    TaskRun watch(Caller caller, TaskId task, TaskListener listener);

    /**
     * {@code not_found} if there is no such task; an ended task is answered unchanged.
     *
     * @param force kills its app at once; else that has {@link CallsConfig#stopGrace} to end by itself
     */
    Uni<CalledTask> cancel(Caller caller, TaskId task, boolean force);

    /** The task as it stands, with its output. */
    Uni<CalledTask> getTask(Caller caller, TaskId task);
}
