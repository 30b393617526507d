package dev.hearth.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.errors.ErrorCode;
import dev.hearth.proto.v1.Assign;
import dev.hearth.proto.v1.EngineCommand;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.SessionStatus;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.scheduler.testing.ScriptedEngine;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What sessions survive, and what ends them as lost. */
@QuarkusTest
class SessionLossTest extends SessionsTest {
    @Test
    void theCountOutlivesTheLeader() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);

        takeOver();

        assertThat(get(opened.getSpec()).getCallCount()).isEqualTo(1);
    }

    @Test
    void aRunnerThatIsGoneIsAWorkerLost() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);
        TaskSpec running = call(opened.getSpec());
        TaskSpec waiting = call(opened.getSpec());
        scheduler.submit(running);
        scheduler.submit(waiting);
        Assign assign = engine.awaitAssign(running.getTaskId());

        engine.gone(opened);
        engine.result(ScriptedEngine.resultOf(assign, Outcome.OUTCOME_FAILED)
                .setErrorCode("APP_CRASHED")
                .setError("the app's process exited with code 3")
                .build());

        assertThat(scheduler.awaitFinal(running.getTaskId()).getErrorCode()).isEqualTo("APP_CRASHED");
        Task failed = scheduler.awaitFinal(waiting.getTaskId());
        assertThat(failed.getErrorCode()).isEqualTo("WORKER_LOST");
        assertThat(failed.getError()).startsWith("worker lost").contains(idOf(opened.getSpec()));
        assertRefused(() -> scheduler.submit(call(opened.getSpec())), ErrorCode.WORKER_LOST, "worker lost");
    }

    @Test
    void aRestartedEngineHasLostItsSessionsAndNoCallMovesElsewhere() {
        ScriptedEngine engine = scheduler.engine(2);
        Assign opened = open(engine);
        TaskSpec running = call(opened.getSpec());
        scheduler.submit(running);
        engine.awaitAssign(running.getTaskId());

        engine.restart();

        Task lost = scheduler.awaitFinal(running.getTaskId());
        assertThat(lost.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_FAILED);
        assertThat(lost.getAttempt()).isEqualTo(1);
        assertRefused(() -> scheduler.submit(call(opened.getSpec())), ErrorCode.WORKER_LOST, idOf(opened.getSpec()));
        assertThat(end(opened.getSpec()).getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_LOST);
    }

    @Test
    void sessionsSurviveATakeoverAsLongAsTheirRunnerLives() {
        ScriptedEngine engine = scheduler.engine(2);
        Assign opened = open(engine);
        TaskSpec accepted = call(opened.getSpec());

        takeOver();
        scheduler.submit(accepted);
        assertThat(scheduler.get(accepted.getTaskId()).getStatus()).isEqualTo(TaskStatus.TASK_STATUS_QUEUED);
        engine.connect();

        Assign assign = engine.awaitAssign(accepted.getTaskId());
        assertThat(assign.getWorkerId()).isEqualTo(opened.getWorkerId());
        engine.complete(assign, "{}");
        scheduler.awaitFinal(accepted.getTaskId());
        assertThat(get(opened.getSpec()).getCallCount()).isEqualTo(2);
    }

    @Test
    void callsKeepTheirOrderOverATakeover() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);
        List<TaskSpec> calls = List.of(call(opened.getSpec()), call(opened.getSpec()), call(opened.getSpec()));
        calls.forEach(scheduler::submit);
        Assign first = engine.awaitAssign(calls.getFirst().getTaskId());

        takeOver();
        engine.connect(ScriptedEngine.held(first, TaskStatus.TASK_STATUS_RUNNING, true));
        engine.complete(first, "{}");

        Assign second = engine.awaitAssign();
        assertThat(second.getSpec().getTaskId()).isEqualTo(calls.get(1).getTaskId());
        engine.complete(second, "{}");
        assertThat(engine.awaitAssign().getSpec().getTaskId())
                .isEqualTo(calls.get(2).getTaskId());
    }

    @Test
    void aRunnerThatIsNotThereAfterATakeoverIsAWorkerLost() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);

        takeOver();
        engine.losesSilently(opened);
        engine.connect();

        assertRefused(() -> scheduler.submit(call(opened.getSpec())), ErrorCode.WORKER_LOST, "worker lost");
    }

    @Test
    void aRunnerOfASessionThatIsOverIsUnloadedWhenItsEngineIsBack() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);
        engine.disconnect();
        end(opened.getSpec());

        engine.connect();

        assertThat(engine.await(EngineCommand::hasUnload)
                        .getUnload()
                        .getRunner()
                        .getSessionId())
                .isEqualTo(idOf(opened.getSpec()));
    }
}
