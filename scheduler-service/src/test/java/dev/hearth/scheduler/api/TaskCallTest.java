package dev.hearth.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.Assign;
import dev.hearth.proto.v1.CancelTaskRequest;
import dev.hearth.proto.v1.DeleteTaskRequest;
import dev.hearth.proto.v1.EngineCommand;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.IdempotencyKey;
import dev.hearth.proto.v1.ListTasksReply;
import dev.hearth.proto.v1.ListTasksRequest;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.SubmitRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.TasksGrpc;
import dev.hearth.proto.v1.Transition;
import dev.hearth.scheduler.testing.SchedulerTest;
import dev.hearth.scheduler.testing.ScriptedEngine;
import dev.hearth.scheduler.testing.TaskSpecs;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TaskCallTest extends SchedulerTest {
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

    @Test
    void anotherTeamDoesNotFindTheTask() {
        TaskSpec spec = nowhere().build();
        scheduler.submit(spec);

        assertThatThrownBy(() -> scheduler
                        .tasks()
                        .getTask(GetTaskRequest.newBuilder()
                                .setTaskId(spec.getTaskId())
                                .setTeamId("another")
                                .build()))
                .satisfies(failure -> assertThat(codeOf(failure)).contains(ErrorCode.NOT_FOUND));
    }

    @Test
    void deletesAFinalTaskAndNoOther() {
        TaskSpec spec = nowhere().build();
        scheduler.submit(spec);
        DeleteTaskRequest delete =
                DeleteTaskRequest.newBuilder().setTaskId(spec.getTaskId()).build();
        assertThatThrownBy(() -> scheduler.tasks().deleteTask(delete))
                .satisfies(failure -> assertThat(codeOf(failure)).contains(ErrorCode.CONFLICT));
        cancel(spec);

        scheduler.tasks().deleteTask(delete);

        assertThatThrownBy(() -> scheduler.get(spec.getTaskId()))
                .satisfies(failure -> assertThat(codeOf(failure)).contains(ErrorCode.NOT_FOUND));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nonsense", "2026-01-01T00:00:00Z/", "2026-01-01T00:00:00Z/a\0b", "+999999999-12-31T23:59:59Z/ID"
            })
    void aCursorThatNoPageGaveIsRefused(String position) {
        String cursor = Base64.getUrlEncoder()
                .encodeToString(position.replace("ID", Ids.random()).getBytes(StandardCharsets.UTF_8));
        ListTasksRequest request = ListTasksRequest.newBuilder()
                .setTeamId(Ids.random())
                .setLimit(1)
                .setCursor(cursor)
                .build();

        assertThatThrownBy(() -> scheduler.tasks().listTasks(request))
                .satisfies(failure -> assertThat(codeOf(failure)).contains(ErrorCode.INVALID_REQUEST));
    }

    @Test
    void aPageOfLargeTasksEndsEarlyAndTheNextGoesOn() {
        TaskSpec first =
                nowhere().setInput(ByteString.copyFrom(new byte[7 << 19])).build();
        List<TaskSpec> specs = Stream.iterate(
                        first, spec -> TaskSpecs.like(spec).build())
                .limit(6)
                .toList();
        specs.forEach(scheduler::submit);
        ListTasksRequest request = ListTasksRequest.newBuilder()
                .setTeamId(first.getTeamId())
                .setLimit(50)
                .build();

        var tasks = scheduler.tasks().withMaxInboundMessageSize(32 << 20);
        ListTasksReply newest = tasks.listTasks(request);
        ListTasksReply older = tasks.listTasks(
                request.toBuilder().setCursor(newest.getNextCursor()).build());

        assertThat(idsOf(newest))
                .containsExactlyElementsOf(specs.reversed().subList(0, 4).stream()
                        .map(TaskSpec::getTaskId)
                        .toList());
        assertThat(idsOf(older))
                .containsExactlyElementsOf(specs.reversed().subList(4, 6).stream()
                        .map(TaskSpec::getTaskId)
                        .toList());
        assertThat(older.getNextCursor()).isEmpty();
    }

    @Test
    void listsATeamsTasksPageByPage() {
        TaskSpec first = nowhere().build();
        List<TaskSpec> specs = Stream.concat(
                        Stream.of(first),
                        Stream.generate(() -> TaskSpecs.like(first).build()).limit(4))
                .toList();
        specs.forEach(scheduler::submit);
        ListTasksRequest request = ListTasksRequest.newBuilder()
                .setTeamId(first.getTeamId())
                .setLimit(2)
                .build();

        ListTasksReply newest = scheduler.tasks().listTasks(request);
        ListTasksReply older = scheduler
                .tasks()
                .listTasks(request.toBuilder().setCursor(newest.getNextCursor()).build());
        ListTasksReply back = scheduler
                .tasks()
                .listTasks(request.toBuilder()
                        .setCursor(older.getPreviousCursor())
                        .setBackward(true)
                        .build());

        assertThat(newest.getTotal()).isEqualTo(5);
        assertThat(idsOf(newest))
                .containsExactly(specs.get(4).getTaskId(), specs.get(3).getTaskId());
        assertThat(idsOf(older))
                .containsExactly(specs.get(2).getTaskId(), specs.get(1).getTaskId());
        assertThat(idsOf(back)).isEqualTo(idsOf(newest));
        assertThat(newest.getPreviousCursor()).isEmpty();
    }

    @Test
    void aCallWithoutACredentialIsRefused() {
        TasksGrpc.TasksBlockingStub stranger = TasksGrpc.newBlockingStub(scheduler.channel());

        assertThatThrownBy(() -> stranger.getTask(GetTaskRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
    }

    private Assign dispatched(ScriptedEngine engine) {
        TaskSpec spec = forWorkerOf(engine).build();
        scheduler.submit(spec);
        return engine.awaitAssign(spec.getTaskId());
    }

    private Task cancel(TaskSpec spec) {
        return scheduler
                .tasks()
                .cancelTask(CancelTaskRequest.newBuilder()
                        .setTaskId(spec.getTaskId())
                        .build());
    }

    /** Tests share the scheduler: a task goes to the test's own engine. */
    private static TaskSpec.Builder forWorkerOf(ScriptedEngine engine) {
        TaskSpec.Builder spec = TaskSpecs.any();
        spec.getResourcesBuilder().addWorkerIds(engine.worker(0));
        return spec;
    }

    /** A task that fits no worker. */
    private static TaskSpec.Builder nowhere() {
        TaskSpec.Builder spec = TaskSpecs.any();
        spec.getResourcesBuilder().addWorkerIds("none");
        return spec;
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

    private static List<String> idsOf(ListTasksReply reply) {
        return reply.getTasksList().stream()
                .map(task -> task.getSpec().getTaskId())
                .toList();
    }

    private static Instant reached(Task task, TaskStatus status) {
        return task.getTransitionsList().stream()
                .filter(transition -> transition.getStatus() == status)
                .map(transition -> Instant.ofEpochSecond(
                        transition.getAt().getSeconds(), transition.getAt().getNanos()))
                .findFirst()
                .orElseThrow();
    }

    private static Optional<ErrorCode> codeOf(Throwable failure) {
        return GrpcErrors.fromGrpc(failure).map(ServiceException::code);
    }
}
