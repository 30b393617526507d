package dev.hearth.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.proto.v1.Assign;
import dev.hearth.proto.v1.EngineCommand;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.scheduler.testing.ScriptedEngine;
import dev.hearth.scheduler.testing.TaskSpecs;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Tasks that are cancelled, lost with their engine, given back or recalled. */
@QuarkusTest
class TaskAttemptTest extends TasksTest {
    @Test
    void cancelsAWaitingTaskAtOnce() {
        TaskSpec spec = nowhere().build();
        scheduler.submit(spec);

        Task task = cancel(spec);

        assertThat(task.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_CANCELLED);
    }

    @Test
    void nothingButCancelledFollowsACancel() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign assign = dispatched(engine);
        Task cancelling = cancel(assign.getSpec());
        engine.await(EngineCommand::hasCancel);

        engine.complete(assign, "\"too late\"");

        Task task = scheduler.awaitFinal(assign.getSpec().getTaskId());
        assertThat(cancelling.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_CANCELLING);
        assertThat(task.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_CANCELLED);
        assertThat(task.hasOutput()).isFalse();
    }

    @Test
    void cancellingAFinishedTaskAnswersIt() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign assign = dispatched(engine);
        engine.complete(assign, "1");
        scheduler.awaitFinal(assign.getSpec().getTaskId());

        Task task = cancel(assign.getSpec());

        assertThat(task.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_COMPLETED);
    }

    @Test
    void aReportOfAReplacedAttemptIsRefused() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign first = dispatched(engine);
        engine.restart();
        Assign second = engine.awaitAssign(first.getSpec().getTaskId());

        engine.complete(first, "\"zombie\"");
        EngineCommand settled = engine.await(
                command -> command.hasSettled() && command.getSettled().getAttempt() == first.getAttempt());
        engine.complete(second, "\"alive\"");

        assertThat(settled.getSettled().getAccepted()).isFalse();
        Task task = scheduler.awaitFinal(first.getSpec().getTaskId());
        assertThat(second.getAttempt()).isEqualTo(first.getAttempt() + 1);
        assertThat(task.getOutput().toStringUtf8()).isEqualTo("\"alive\"");
    }

    @Test
    void aLostEngineAfterTheLastAttemptFailsTheTask() {
        ScriptedEngine engine = scheduler.engine(1);
        TaskSpec spec = forWorkerOf(engine).setMaxAttempts(1).build();
        scheduler.submit(spec);
        engine.progress(engine.awaitAssign(spec.getTaskId()), TaskStatus.TASK_STATUS_RUNNING);
        scheduler.awaitStatus(spec.getTaskId(), TaskStatus.TASK_STATUS_RUNNING);

        engine.restart();

        Task task = scheduler.awaitFinal(spec.getTaskId());
        assertThat(task.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_FAILED);
        assertThat(task.getErrorCode()).isEqualTo("ENGINE_LOST");
        assertThat(task.getError()).contains(engine.id().value());
    }

    @Test
    void anEngineThatReconnectsKeepsItsTask() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign assign = dispatched(engine);
        engine.progress(assign, TaskStatus.TASK_STATUS_RUNNING);
        scheduler.awaitStatus(assign.getSpec().getTaskId(), TaskStatus.TASK_STATUS_RUNNING);
        engine.disconnect();

        engine.connect(ScriptedEngine.held(assign, TaskStatus.TASK_STATUS_RUNNING, true));
        engine.complete(assign, "1");

        Task task = scheduler.awaitFinal(assign.getSpec().getTaskId());
        assertThat(task.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_COMPLETED);
        assertThat(task.getAttempt()).isEqualTo(1);
    }

    @Test
    void aReturnedTaskRunsAgainWithoutACharge() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign first = dispatched(engine);

        engine.result(ScriptedEngine.resultOf(first, Outcome.OUTCOME_RETURNED)
                .setStarted(false)
                .build());

        Assign second = engine.awaitAssign(first.getSpec().getTaskId());
        assertThat(second.getAttempt()).isEqualTo(2);
        assertThat(scheduler.get(first.getSpec().getTaskId()).getCharged()).isZero();
    }

    @Test
    void aTaskBehindALongCallIsTakenBackAndStartsElsewhere() {
        ScriptedEngine engine = scheduler.engine(2);
        TaskSpec.Builder pinned = TaskSpecs.any();
        pinned.getResourcesBuilder().addWorkerIds(engine.worker(0)).addWorkerIds(engine.worker(1));
        TaskSpec quick = pinned.build();
        scheduler.submit(quick);
        Assign warmUp = engine.awaitAssign(quick.getTaskId());
        engine.warm(warmUp);
        engine.complete(warmUp, "1");
        scheduler.awaitFinal(quick.getTaskId());
        TaskSpec slow = TaskSpecs.like(quick).build();
        scheduler.submit(slow);
        Assign running = engine.awaitAssign(slow.getTaskId());
        engine.progress(running, TaskStatus.TASK_STATUS_RUNNING);
        TaskSpec behind = TaskSpecs.like(quick).build();
        scheduler.submit(behind);
        Assign waiting = engine.awaitAssign(behind.getTaskId());
        assertThat(waiting.getWorkerId()).isEqualTo(running.getWorkerId());

        EngineCommand recall = engine.await(EngineCommand::hasRecall);
        engine.confirmRecall(recall.getRecall().getTaskId(), recall.getRecall().getAttempt());

        assertThat(recall.getRecall().getTaskId()).isEqualTo(behind.getTaskId());
        Assign again = engine.awaitAssign(behind.getTaskId());
        assertThat(again.getWorkerId()).isNotEqualTo(running.getWorkerId());
        assertThat(again.getAttempt()).isEqualTo(2);
    }

    @Test
    void aResultThatWaitsForItsLogsNeverEndsALaterAttempt() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign first = dispatched(engine);
        String id = first.getSpec().getTaskId();
        engine.result(ScriptedEngine.resultOf(first, Outcome.OUTCOME_COMPLETED)
                .setOutput(ByteString.copyFromUtf8("\"old\""))
                .setLastLogSequence(1)
                .build());
        engine.restart();

        Assign second = engine.awaitAssign(id);
        engine.log(second, 1, "again\n");
        scheduler.await(id, task -> task.getLogsCount() == 1);
        engine.complete(second, "\"new\"");

        Task task = scheduler.awaitFinal(id);
        assertThat(task.getAttempt()).isEqualTo(2);
        assertThat(task.getOutput().toStringUtf8()).isEqualTo("\"new\"");
    }
}
