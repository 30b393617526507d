package dev.hearth.gateway.secret;

import dev.hearth.gateway.scheduler.SchedulerClient;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskStatus;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Set;

/** Asks the scheduler who holds what. */
@Singleton
class Assignments {
    /** An engine has the task and has not been told to stop it. */
    private static final Set<TaskStatus> HELD = EnumSet.of(
            TaskStatus.TASK_STATUS_DISPATCHED,
            TaskStatus.TASK_STATUS_PREPARING,
            TaskStatus.TASK_STATUS_SERVING,
            TaskStatus.TASK_STATUS_SETTING_UP,
            TaskStatus.TASK_STATUS_RUNNING,
            TaskStatus.TASK_STATUS_UPLOADING);

    private final SchedulerClient scheduler;

    Assignments(SchedulerClient scheduler) {
        this.scheduler = scheduler;
    }

    /** The task, if this engine holds this attempt of it just now; {@code forbidden} otherwise. */
    Uni<Task> requireHeld(EngineId engine, TaskId id, int attempt) {
        GetTaskRequest request = GetTaskRequest.newBuilder()
                .setTaskId(id.value())
                .setStatusOnly(true)
                .build();
        return scheduler.getTask(request).invoke(task -> {
            boolean held = HELD.contains(task.getStatus())
                    && task.getAttempt() == attempt
                    && task.getEngineId().equals(engine.value());
            if (!held) {
                throw SecretErrors.notHeld(engine, id, attempt);
            }
        });
    }
}
