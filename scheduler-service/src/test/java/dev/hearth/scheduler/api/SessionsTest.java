package dev.hearth.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.Assign;
import dev.hearth.proto.v1.CancelTaskRequest;
import dev.hearth.proto.v1.EndSessionRequest;
import dev.hearth.proto.v1.GetSessionRequest;
import dev.hearth.proto.v1.Resources;
import dev.hearth.proto.v1.Session;
import dev.hearth.proto.v1.SessionUse;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.scheduler.testing.SchedulerTest;
import dev.hearth.scheduler.testing.ScriptedEngine;
import dev.hearth.scheduler.testing.TaskSpecs;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;

/** What tests of sessions share: opening, calling and ending them. */
abstract class SessionsTest extends SchedulerTest {
    static final Duration IDLE = Duration.ofSeconds(60);

    /** So that sessions of engines that other tests left behind do not use up the share of workers that may carry some. */
    @BeforeEach
    void addIdleWorkers() {
        scheduler.engine(32);
    }

    /** A session whose first call has completed. */
    Assign open(ScriptedEngine engine) {
        TaskSpec opening = openingOn(engine).build();
        scheduler.submit(opening);
        Assign assign = engine.awaitAssign(opening.getTaskId());
        engine.warm(assign);
        engine.complete(assign, "{}");
        scheduler.awaitFinal(opening.getTaskId());
        return assign;
    }

    static TaskSpec.Builder openingOn(ScriptedEngine engine) {
        return opening().setResources(Resources.newBuilder().addWorkerIds(engine.worker(0)));
    }

    /** The first call of a session that no worker takes. */
    static TaskSpec.Builder nowhere() {
        return opening().setResources(Resources.newBuilder().addWorkerIds("nobody"));
    }

    static TaskSpec.Builder opening() {
        return TaskSpecs.any()
                .setSession(SessionUse.newBuilder()
                        .setSessionId(Ids.random())
                        .setOpens(true)
                        .setIdleTimeoutSeconds((int) IDLE.toSeconds()));
    }

    static TaskSpec call(TaskSpec opening) {
        return TaskSpecs.like(opening)
                .clearResources()
                .setSession(opening.getSession().toBuilder().setOpens(false))
                .build();
    }

    static String idOf(TaskSpec spec) {
        return spec.getSession().getSessionId();
    }

    void cancel(TaskSpec call) {
        var _ = scheduler
                .tasks()
                .cancelTask(CancelTaskRequest.newBuilder()
                        .setTaskId(call.getTaskId())
                        .build());
    }

    Session get(TaskSpec spec) {
        return scheduler
                .sessions()
                .getSession(GetSessionRequest.newBuilder()
                        .setSessionId(idOf(spec))
                        .setTeamId(spec.getTeamId())
                        .build());
    }

    Session end(TaskSpec spec) {
        return scheduler
                .sessions()
                .endSession(EndSessionRequest.newBuilder()
                        .setSessionId(idOf(spec))
                        .setTeamId(spec.getTeamId())
                        .build());
    }

    static void assertRefused(Runnable action, ErrorCode code, String phrase) {
        assertThatThrownBy(action::run)
                .hasMessageContaining(phrase)
                .satisfies(failure -> assertThat(GrpcErrors.fromGrpc(failure).map(ServiceException::code))
                        .contains(code));
    }
}
