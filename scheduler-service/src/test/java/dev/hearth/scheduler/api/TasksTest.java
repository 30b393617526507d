package dev.hearth.scheduler.api;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.proto.v1.Assign;
import dev.hearth.proto.v1.CancelTaskRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.scheduler.testing.SchedulerTest;
import dev.hearth.scheduler.testing.ScriptedEngine;
import dev.hearth.scheduler.testing.TaskSpecs;
import java.util.Optional;

/** What tests of tasks share: submitting, dispatching and cancelling them. */
abstract class TasksTest extends SchedulerTest {
    Assign dispatched(ScriptedEngine engine) {
        TaskSpec spec = forWorkerOf(engine).build();
        scheduler.submit(spec);
        return engine.awaitAssign(spec.getTaskId());
    }

    Task cancel(TaskSpec spec) {
        return scheduler
                .tasks()
                .cancelTask(CancelTaskRequest.newBuilder()
                        .setTaskId(spec.getTaskId())
                        .build());
    }

    /** Tests share the scheduler: a task goes to the test's own engine. */
    static TaskSpec.Builder forWorkerOf(ScriptedEngine engine) {
        TaskSpec.Builder spec = TaskSpecs.any();
        spec.getResourcesBuilder().addWorkerIds(engine.worker(0));
        return spec;
    }

    /** A task that fits no worker. */
    static TaskSpec.Builder nowhere() {
        TaskSpec.Builder spec = TaskSpecs.any();
        spec.getResourcesBuilder().addWorkerIds("none");
        return spec;
    }

    static Optional<ErrorCode> codeOf(Throwable failure) {
        return GrpcErrors.fromGrpc(failure).map(ServiceException::code);
    }
}
