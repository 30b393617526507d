package dev.hearth.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.errors.ErrorCode;
import dev.hearth.proto.v1.Assign;
import dev.hearth.proto.v1.EngineCommand;
import dev.hearth.proto.v1.KeepSessionAliveRequest;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.Session;
import dev.hearth.proto.v1.SessionStatus;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.scheduler.testing.ScriptedEngine;
import dev.hearth.scheduler.testing.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How sessions end: idle, ended by their caller, or because they never began. */
@QuarkusTest
class SessionEndTest extends SessionsTest {
    @Test
    void anIdleSessionExpiresAndItsRunnerIsUnloaded() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);

        TestClock.advance(IDLE.plusSeconds(1));

        assertRefused(() -> scheduler.submit(call(opened.getSpec())), ErrorCode.SESSION_EXPIRED, "session expired");
        var unload = engine.await(EngineCommand::hasUnload).getUnload();
        assertThat(unload.getRunner().getSessionId()).isEqualTo(idOf(opened.getSpec()));
        assertThat(unload.getWorkerId()).isEqualTo(opened.getWorkerId());
        assertThat(get(opened.getSpec()).getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_EXPIRED);
    }

    @Test
    void anIdleSessionExpiresThoughNobodyAsks() {
        ScriptedEngine engine = scheduler.engine(1);
        open(engine);

        TestClock.advance(IDLE.plusSeconds(1));

        engine.await(EngineCommand::hasUnload);
    }

    @Test
    void keepaliveLetsTheIdleTimeBeginAgain() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);
        TestClock.advance(IDLE.minusSeconds(20));

        Session kept = keepAlive(opened.getSpec());
        TestClock.advance(IDLE.minusSeconds(20));

        assertThat(kept.getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_ACTIVE);
        assertThat(get(opened.getSpec()).getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_ACTIVE);
        TestClock.advance(Duration.ofSeconds(21));
        assertRefused(() -> keepAlive(opened.getSpec()), ErrorCode.SESSION_EXPIRED, "session expired");
    }

    @Test
    void aSessionWithACallNeverExpires() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);
        TaskSpec running = call(opened.getSpec());
        scheduler.submit(running);
        Assign assign = engine.awaitAssign(running.getTaskId());

        TestClock.advance(IDLE.multipliedBy(3));

        assertThat(get(opened.getSpec()).getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_ACTIVE);
        engine.complete(assign, "{}");
        scheduler.awaitFinal(running.getTaskId());
        TestClock.advance(IDLE.minusSeconds(5));
        assertThat(get(opened.getSpec()).getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_ACTIVE);
    }

    @Test
    void endingASessionCancelsItsCallFailsWhatWaitsAndUnloadsItsRunner() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);
        TaskSpec running = call(opened.getSpec());
        TaskSpec waiting = call(opened.getSpec());
        scheduler.submit(running);
        scheduler.submit(waiting);
        Assign assign = engine.awaitAssign(running.getTaskId());

        end(opened.getSpec());

        assertThat(engine.await(EngineCommand::hasCancel).getCancel().getTaskId())
                .isEqualTo(running.getTaskId());
        engine.await(EngineCommand::hasUnload);
        Task failed = scheduler.awaitFinal(waiting.getTaskId());
        assertThat(failed.getErrorCode()).isEqualTo("SESSION_ENDED");
        assertThat(failed.getError()).startsWith("session ended").contains(idOf(opened.getSpec()));
        engine.result(ScriptedEngine.resultOf(assign, Outcome.OUTCOME_CANCELLED).build());
        assertThat(scheduler.awaitFinal(running.getTaskId()).getStatus()).isEqualTo(TaskStatus.TASK_STATUS_CANCELLED);
    }

    @Test
    void anEndedSessionStaysEndedAndSaysSo() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);
        Session first = end(opened.getSpec());

        Session second = end(opened.getSpec());

        assertThat(second.getEndedAt()).isEqualTo(first.getEndedAt());
        assertThat(second.getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_ENDED);
        assertRefused(() -> scheduler.submit(call(opened.getSpec())), ErrorCode.SESSION_ENDED, "session ended");
        assertRefused(() -> keepAlive(opened.getSpec()), ErrorCode.SESSION_ENDED, idOf(opened.getSpec()));
    }

    @Test
    void aSessionWhoseFirstCallFailedWithoutARunnerIsEnded() {
        ScriptedEngine engine = scheduler.engine(1);
        TaskSpec opening = openingOn(engine).build();
        scheduler.submit(opening);

        engine.result(ScriptedEngine.resultOf(engine.awaitAssign(opening.getTaskId()), Outcome.OUTCOME_FAILED)
                .setErrorCode("SETUP_FAILED")
                .setError("no model")
                .build());
        scheduler.awaitFinal(opening.getTaskId());

        assertThat(get(opening).getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_ENDED);
        assertRefused(() -> scheduler.submit(call(opening)), ErrorCode.SESSION_ENDED, "session ended");
        takeOver();
        assertThat(get(opening).getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_ENDED);
    }

    @Test
    void aSessionWhoseFirstCallWasCancelledInTheQueueIsEnded() {
        TaskSpec opening = nowhere().build();
        scheduler.submit(opening);

        cancel(opening);

        assertThat(get(opening).getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_ENDED);
    }

    @Test
    void aSessionEndedBeforeItBeganLeavesNothingBehind() {
        TaskSpec opening = nowhere().build();
        scheduler.submit(opening);

        end(opening);

        assertThat(scheduler.awaitFinal(opening.getTaskId()).getErrorCode()).isEqualTo("SESSION_ENDED");
        assertThat(get(opening).getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_ENDED);
    }

    private Session keepAlive(TaskSpec spec) {
        return scheduler
                .sessions()
                .keepSessionAlive(KeepSessionAliveRequest.newBuilder()
                        .setSessionId(idOf(spec))
                        .setTeamId(spec.getTeamId())
                        .build());
    }
}
