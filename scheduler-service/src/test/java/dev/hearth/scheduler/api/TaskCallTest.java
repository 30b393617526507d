package dev.hearth.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.hearth.errors.ErrorCode;
import dev.hearth.proto.v1.Assign;
import dev.hearth.proto.v1.EngineCommand;
import dev.hearth.proto.v1.IdempotencyKey;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.SubmitRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.Transition;
import dev.hearth.scheduler.testing.ScriptedEngine;
import dev.hearth.scheduler.testing.TaskSpecs;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls from their submission to their end. */
@QuarkusTest
class TaskCallTest extends TasksTest {
    @Test
    void runsATaskAndTellsEveryStep() {
        ScriptedEngine engine = scheduler.engine(1);
        TaskSpec spec = forWorkerOf(engine).build();
        scheduler.submit(spec);
        Assign assign = engine.awaitAssign(spec.getTaskId());

        engine.progress(assign, TaskStatus.TASK_STATUS_SETTING_UP);
        engine.warm(assign);
        engine.progress(assign, TaskStatus.TASK_STATUS_RUNNING);
        engine.complete(assign, "{\"answer\":42}");

        Task task = scheduler.awaitFinal(spec.getTaskId());
        assertThat(task.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_COMPLETED);
        assertThat(task.getOutput().toStringUtf8()).isEqualTo("{\"answer\":42}");
        assertThat(task.getAttempt()).isEqualTo(1);
        assertThat(statusesOf(task))
                .containsSubsequence(
                        TaskStatus.TASK_STATUS_RECEIVED,
                        TaskStatus.TASK_STATUS_DISPATCHED,
                        TaskStatus.TASK_STATUS_SETTING_UP,
                        TaskStatus.TASK_STATUS_RUNNING,
                        TaskStatus.TASK_STATUS_COMPLETED);
    }

    @Test
    void aCallThatWasNotToldToRunBeganItsRunTimeBeforeItsEnd() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign assign = dispatched(engine);

        engine.result(ScriptedEngine.resultOf(assign, Outcome.OUTCOME_COMPLETED)
                .addSteps(Transition.newBuilder().setStatus(TaskStatus.TASK_STATUS_RUNNING))
                .setRunMicroseconds(500)
                .build());

        Task task = scheduler.awaitFinal(assign.getSpec().getTaskId());
        Instant dispatched = reached(task, TaskStatus.TASK_STATUS_DISPATCHED);
        Instant latest = reached(task, TaskStatus.TASK_STATUS_COMPLETED).minus(500, ChronoUnit.MICROS);
        assertThat(reached(task, TaskStatus.TASK_STATUS_RUNNING))
                .isAfterOrEqualTo(dispatched)
                .isBeforeOrEqualTo(latest.isBefore(dispatched) ? dispatched : latest);
    }

    @Test
    void tellsTheEngineThatItsResultIsCommitted() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign assign = dispatched(engine);

        engine.complete(assign, "1");

        EngineCommand settled = engine.await(EngineCommand::hasSettled);
        assertThat(settled.getSettled().getTaskId()).isEqualTo(assign.getSpec().getTaskId());
        assertThat(settled.getSettled().getAccepted()).isTrue();
    }

    @Test
    void passesPayloadBytesThroughUntouched() {
        ScriptedEngine engine = scheduler.engine(1);
        ByteString input = ByteString.copyFromUtf8("{ \"b\":1.0,  \"a\" : \"\u2028\", \"b\":2e0 }");
        TaskSpec spec = forWorkerOf(engine).setInput(input).build();
        scheduler.submit(spec);

        Assign assign = engine.awaitAssign(spec.getTaskId());
        engine.complete(assign, "{ \"z\" : 1,\"a\":null }");

        assertThat(assign.getSpec().getInput()).isEqualTo(input);
        Task task = scheduler.awaitFinal(spec.getTaskId());
        assertThat(task.getOutput().toStringUtf8()).isEqualTo("{ \"z\" : 1,\"a\":null }");
        assertThat(task.getSpec().getInput()).isEqualTo(input);
    }

    @Test
    void submittingTwiceIsSubmittingOnce() {
        TaskSpec spec = nowhere().build();
        Task first = scheduler.submit(spec);

        Task second = scheduler.submit(spec);

        assertThat(second.getCreatedAt()).isEqualTo(first.getCreatedAt());
        assertThat(second.getVersion()).isEqualTo(first.getVersion());
    }

    @Test
    void sameIdempotencyKeyAndDigestIsTheSameTask() {
        TaskSpec spec = nowhere().build();
        TaskSpec again = TaskSpecs.like(spec).build();
        scheduler.tasks().submit(keyed(spec, "once", "digest"));

        Task answer = scheduler.tasks().submit(keyed(again, "once", "digest"));

        assertThat(answer.getSpec().getTaskId()).isEqualTo(spec.getTaskId());
    }

    @Test
    void sameIdempotencyKeyWithAnotherDigestIsAConflict() {
        TaskSpec spec = nowhere().build();
        scheduler.tasks().submit(keyed(spec, "twice", "digest"));

        assertThatThrownBy(() ->
                        scheduler.tasks().submit(keyed(TaskSpecs.like(spec).build(), "twice", "other")))
                .satisfies(failure -> assertThat(codeOf(failure)).contains(ErrorCode.CONFLICT));
    }

    @Test
    void anIncompleteSpecIsRefusedByTheNameOfTheField() {
        TaskSpec spec = TaskSpecs.any().clearTeamId().build();

        assertThatThrownBy(() -> scheduler.submit(spec))
                .hasMessageContaining("team_id")
                .satisfies(failure -> assertThat(codeOf(failure)).contains(ErrorCode.INVALID_REQUEST));
    }

    @Test
    void aValueThatCannotBeStoredFailsItsTaskAlone() {
        TaskSpec bad = nowhere().setFunction("a\0b").build();
        TaskSpec good = nowhere().build();

        assertThatThrownBy(() -> scheduler.submit(bad))
                .satisfies(failure -> assertThat(codeOf(failure)).contains(ErrorCode.INVALID_REQUEST));

        assertThat(scheduler.submit(good).getStatus()).isEqualTo(TaskStatus.TASK_STATUS_QUEUED);
        assertThatThrownBy(() -> scheduler.get(bad.getTaskId()))
                .satisfies(failure -> assertThat(codeOf(failure)).contains(ErrorCode.NOT_FOUND));
    }

    @Test
    void aWaitingTaskSaysWhy() {
        scheduler.engine(1);
        TaskSpec spec = nowhere().build();

        Task task = scheduler.submit(spec);

        assertThat(task.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_QUEUED);
        assertThat(scheduler.get(spec.getTaskId()).getWaitReason().getCode()).isEqualTo("no_worker_fits");
    }

    @Test
    void aTaskWaitsForItsTime() {
        ScriptedEngine engine = scheduler.engine(1);
        Instant at = Instant.now().plusMillis(700);
        TaskSpec spec = forWorkerOf(engine)
                .setRunAt(Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()))
                .build();
        Task submitted = scheduler.submit(spec);

        engine.awaitAssign(spec.getTaskId());

        assertThat(submitted.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_QUEUED);
        Transition dispatched = scheduler.get(spec.getTaskId()).getTransitionsList().stream()
                .filter(transition -> transition.getStatus() == TaskStatus.TASK_STATUS_DISPATCHED)
                .findFirst()
                .orElseThrow();
        assertThat(Instant.ofEpochSecond(
                        dispatched.getAt().getSeconds(), dispatched.getAt().getNanos()))
                .isAfterOrEqualTo(at.truncatedTo(ChronoUnit.MICROS));
    }

    @Test
    void aFollowerSeesLogsPartialOutputsAndTheEnd() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign assign = dispatched(engine);
        engine.progress(assign, TaskStatus.TASK_STATUS_RUNNING);
        engine.log(assign, 1, "hello\n");
        engine.partial(assign, 1, "\"par\"");
        scheduler.await(assign.getSpec().getTaskId(), task -> task.getLogsCount() == 1 && task.hasOutput());

        engine.result(ScriptedEngine.resultOf(assign, Outcome.OUTCOME_COMPLETED)
                .setOutput(ByteString.copyFromUtf8("\"partial\""))
                .setLastLogSequence(2)
                .build());
        engine.log(assign, 2, "bye\n");

        List<TaskUpdate> updates = scheduler.follow(assign.getSpec().getTaskId());
        Task last = updates.getLast().getFinal();
        assertThat(last.getLogsList()).extracting(log -> log.getContent()).containsExactly("hello\n", "bye\n");
        assertThat(last.getOutput().toStringUtf8()).isEqualTo("\"partial\"");
    }

    private static SubmitRequest keyed(TaskSpec spec, String key, String digest) {
        return SubmitRequest.newBuilder()
                .setSpec(spec)
                .setIdempotencyKey(IdempotencyKey.newBuilder().setKey(key).setDigest(ByteString.copyFromUtf8(digest)))
                .build();
    }

    private static List<TaskStatus> statusesOf(Task task) {
        return task.getTransitionsList().stream().map(Transition::getStatus).toList();
    }

    private static Instant reached(Task task, TaskStatus status) {
        return task.getTransitionsList().stream()
                .filter(transition -> transition.getStatus() == status)
                .map(transition -> Instant.ofEpochSecond(
                        transition.getAt().getSeconds(), transition.getAt().getNanos()))
                .findFirst()
                .orElseThrow();
    }
}
