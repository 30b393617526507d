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
import dev.hearth.proto.v1.EndSessionRequest;
import dev.hearth.proto.v1.EngineCommand;
import dev.hearth.proto.v1.GetSessionRequest;
import dev.hearth.proto.v1.KeepSessionAliveRequest;
import dev.hearth.proto.v1.ListSessionsReply;
import dev.hearth.proto.v1.ListSessionsRequest;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.Resources;
import dev.hearth.proto.v1.Session;
import dev.hearth.proto.v1.SessionStatus;
import dev.hearth.proto.v1.SessionUse;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.scheduler.testing.SchedulerTest;
import dev.hearth.scheduler.testing.ScriptedEngine;
import dev.hearth.scheduler.testing.TaskSpecs;
import dev.hearth.scheduler.testing.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SessionCallTest extends SchedulerTest {
    private static final Duration IDLE = Duration.ofSeconds(60);

    /** So that sessions of engines that other tests left behind do not use up the share of workers that may carry some. */
    @BeforeEach
    void addIdleWorkers() {
        scheduler.engine(32);
    }

    @Test
    void aSessionIsThereAsSoonAsItsFirstCallIsAccepted() {
        TaskSpec opening = nowhere().build();

        scheduler.submit(opening);

        Session session = get(opening);
        assertThat(session.getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_ACTIVE);
        assertThat(session.getTaskId()).isEqualTo(opening.getTaskId());
        assertThat(session.getCallCount()).isZero();
        assertThat(session.getIdleTimeoutSeconds()).isEqualTo(60);
    }

    @Test
    void callsRunOneAfterAnotherInTheOrderTheyCame() {
        ScriptedEngine engine = scheduler.engine(2);
        Assign opened = open(engine);
        List<TaskSpec> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(call(opened.getSpec()));
            scheduler.submit(calls.getLast());
        }

        for (TaskSpec call : calls) {
            Assign assign = engine.awaitAssign();
            assertThat(assign.getSpec().getTaskId()).isEqualTo(call.getTaskId());
            assertThat(assign.getWorkerId()).isEqualTo(opened.getWorkerId());
            engine.complete(assign, "{}");
        }

        assertThat(scheduler.awaitFinal(calls.getLast().getTaskId()).getStatus())
                .isEqualTo(TaskStatus.TASK_STATUS_COMPLETED);
    }

    @Test
    void aCallThatWaitsForEarlierOnesSaysSo() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);
        scheduler.submit(call(opened.getSpec()));
        TaskSpec third = call(opened.getSpec());

        scheduler.submit(third);

        Task waiting = scheduler.get(third.getTaskId());
        assertThat(waiting.getWaitReason().getCode()).isEqualTo("session_turn");
        assertThat(waiting.getWaitReason().getText()).contains("1 earlier call");
    }

    @Test
    void theCallIsCountedWhenItsTaskIsTold() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);
        assertThat(get(opened.getSpec()).getCallCount()).isEqualTo(1);
        TaskSpec second = call(opened.getSpec());
        scheduler.submit(second);

        engine.result(ScriptedEngine.resultOf(engine.awaitAssign(second.getTaskId()), Outcome.OUTCOME_FAILED)
                .setError("ValueError: no")
                .setErrorCode("APP_ERROR")
                .build());
        scheduler.awaitFinal(second.getTaskId());

        Session session = get(opened.getSpec());
        assertThat(session.getCallCount()).isEqualTo(2);
        assertThat(session.getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_ACTIVE);
        assertThat(session.hasLastCallAt()).isTrue();
        assertThat(session.getWorkerId()).isEqualTo(opened.getWorkerId());
    }

    @Test
    void theCountOutlivesTheLeader() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);

        takeOver();

        assertThat(get(opened.getSpec()).getCallCount()).isEqualTo(1);
    }

    @Test
    void unknownSessionsAndThoseOfOtherTeamsAreNotFound() {
        TaskSpec opening = nowhere().build();
        scheduler.submit(opening);

        assertRefused(
                () -> scheduler.submit(call(nowhere().build())), ErrorCode.SESSION_NOT_FOUND, "session not found");
        assertRefused(
                () -> scheduler.submit(
                        call(opening).toBuilder().setTeamId(Ids.random()).build()),
                ErrorCode.SESSION_NOT_FOUND,
                idOf(opening));
        assertRefused(
                () -> scheduler
                        .sessions()
                        .getSession(GetSessionRequest.newBuilder()
                                .setSessionId(idOf(opening))
                                .setTeamId(Ids.random())
                                .build()),
                ErrorCode.SESSION_NOT_FOUND,
                idOf(opening));
    }

    @Test
    void anotherAppVersionOrSetupIsRefused() {
        TaskSpec opening = nowhere().build();
        scheduler.submit(opening);
        TaskSpec call = call(opening);

        assertRefused(
                () -> scheduler.submit(call.toBuilder().setAppId(Ids.random()).build()),
                ErrorCode.APP_MISMATCH,
                idOf(opening));
        assertRefused(
                () -> scheduler.submit(
                        call.toBuilder().setAppVersionId(Ids.random()).build()),
                ErrorCode.VERSION_MISMATCH,
                idOf(opening));
        assertRefused(
                () -> scheduler.submit(
                        call.toBuilder().setSetupHash(Ids.random()).build()),
                ErrorCode.INVALID_REQUEST,
                "another setup");
        assertRefused(
                () -> scheduler.submit(call.toBuilder()
                        .setRunAt(Timestamp.newBuilder().setSeconds(4_000_000_000L))
                        .build()),
                ErrorCode.INVALID_REQUEST,
                "run_at");
    }

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
    void cancellingACallKeepsTheSession() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);
        TaskSpec call = call(opened.getSpec());
        scheduler.submit(call);
        Assign assign = engine.awaitAssign(call.getTaskId());
        cancel(call);

        engine.result(ScriptedEngine.resultOf(assign, Outcome.OUTCOME_CANCELLED).build());
        scheduler.awaitFinal(call.getTaskId());

        TaskSpec next = call(opened.getSpec());
        scheduler.submit(next);
        assertThat(engine.awaitAssign(next.getTaskId()).getWorkerId()).isEqualTo(opened.getWorkerId());
    }

    @Test
    void cancellingACallThatWaitsStartsNoneBeforeItsTime() {
        ScriptedEngine engine = scheduler.engine(1);
        TaskSpec opening = openingOn(engine)
                .setRunAt(Timestamp.newBuilder().setSeconds(4_000_000_000L))
                .build();
        TaskSpec waits = call(opening).toBuilder().clearRunAt().build();
        scheduler.submit(opening);
        scheduler.submit(waits);

        cancel(waits);

        assertThat(scheduler.get(waits.getTaskId()).getStatus()).isEqualTo(TaskStatus.TASK_STATUS_CANCELLED);
        assertThat(scheduler.get(opening.getTaskId()).getStatus()).isEqualTo(TaskStatus.TASK_STATUS_QUEUED);
    }

    @Test
    void cancellingACallThatWaitsLetsTheOthersGoOn() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);
        List<TaskSpec> calls = List.of(call(opened.getSpec()), call(opened.getSpec()), call(opened.getSpec()));
        calls.forEach(scheduler::submit);
        Assign first = engine.awaitAssign(calls.getFirst().getTaskId());

        cancel(calls.get(1));
        engine.complete(first, "{}");

        assertThat(engine.awaitAssign().getSpec().getTaskId())
                .isEqualTo(calls.getLast().getTaskId());
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

    @Test
    void aSessionIsOpenedOnceHoweverOftenItsCallIsSubmitted() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);

        scheduler.submit(opened.getSpec());
        takeOver();
        scheduler.submit(opened.getSpec());

        assertThat(get(opened.getSpec()).getCallCount()).isEqualTo(1);
    }

    @Test
    void aRepeatedCallIsAnsweredAlthoughItsSessionIsOverByNow() {
        ScriptedEngine engine = scheduler.engine(1);
        Assign opened = open(engine);
        TaskSpec call = call(opened.getSpec());
        scheduler.submit(call);
        engine.complete(engine.awaitAssign(call.getTaskId()), "{}");
        scheduler.awaitFinal(call.getTaskId());
        end(opened.getSpec());
        takeOver();

        assertThat(scheduler.submit(call).getStatus()).isEqualTo(TaskStatus.TASK_STATUS_COMPLETED);
    }

    @Test
    void listsATeamsSessionsActiveOnesFirst() {
        TaskSpec older = nowhere().build();
        TaskSpec newer = nowhere().setTeamId(older.getTeamId()).build();
        scheduler.submit(older);
        scheduler.submit(newer);
        end(newer);

        List<Session> sessions = scheduler
                .sessions()
                .listSessions(ListSessionsRequest.newBuilder()
                        .setTeamId(older.getTeamId())
                        .build())
                .getSessionsList();

        assertThat(sessions).extracting(Session::getSessionId).containsExactly(idOf(older), idOf(newer));
    }

    @Test
    void listsPageByPageWithoutSetups() {
        TaskSpec first =
                nowhere().setSetup(ByteString.copyFromUtf8("{\"size\":1}")).build();
        List<TaskSpec> opened = List.of(
                first,
                nowhere().setTeamId(first.getTeamId()).build(),
                nowhere().setTeamId(first.getTeamId()).build());
        opened.forEach(scheduler::submit);
        end(opened.getLast());

        List<Session> listed = new ArrayList<>();
        ListSessionsRequest.Builder request =
                ListSessionsRequest.newBuilder().setTeamId(first.getTeamId()).setLimit(1);
        int pages = 0;
        do {
            ListSessionsReply page = scheduler.sessions().listSessions(request.build());
            listed.addAll(page.getSessionsList());
            request.setCursor(page.getNextCursor());
            pages++;
        } while (!request.getCursor().isEmpty());

        assertThat(pages).isEqualTo(3);
        assertThat(listed)
                .extracting(Session::getSessionId)
                .containsExactly(idOf(opened.get(1)), idOf(opened.get(0)), idOf(opened.get(2)));
        assertThat(listed)
                .allSatisfy(session -> assertThat(session.getSetup().isEmpty()).isTrue());
    }

    @Test
    void refusesACursorThatIsNone() {
        ListSessionsRequest request = ListSessionsRequest.newBuilder()
                .setTeamId(nowhere().getTeamId())
                .setCursor("bm9uZQ")
                .build();

        assertThatThrownBy(() -> scheduler.sessions().listSessions(request)).hasMessageContaining("not a cursor");
    }

    /** Whoever reads long lists may take all connections that readers share. */
    @Test
    void goesOnLeadingAndStoringWhileReadersTakeAllConnections() {
        TaskSpec opening = nowhere().build();
        scheduler.submit(opening);

        try (SlowReaders readers = new SlowReaders()) {
            Session ended = end(opening);

            assertThat(ended.getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_ENDED);
            assertThat(scheduler.submit(nowhere().build()).getSpec().getTaskId())
                    .isNotEmpty();
            readers.awaitRenewal();
        }
    }

    /** A session whose first call has completed. */
    private Assign open(ScriptedEngine engine) {
        TaskSpec opening = openingOn(engine).build();
        scheduler.submit(opening);
        Assign assign = engine.awaitAssign(opening.getTaskId());
        engine.warm(assign);
        engine.complete(assign, "{}");
        scheduler.awaitFinal(opening.getTaskId());
        return assign;
    }

    private static TaskSpec.Builder openingOn(ScriptedEngine engine) {
        return opening().setResources(Resources.newBuilder().addWorkerIds(engine.worker(0)));
    }

    /** The first call of a session that no worker takes. */
    private static TaskSpec.Builder nowhere() {
        return opening().setResources(Resources.newBuilder().addWorkerIds("nobody"));
    }

    private static TaskSpec.Builder opening() {
        return TaskSpecs.any()
                .setSession(SessionUse.newBuilder()
                        .setSessionId(Ids.random())
                        .setOpens(true)
                        .setIdleTimeoutSeconds((int) IDLE.toSeconds()));
    }

    private static TaskSpec call(TaskSpec opening) {
        return TaskSpecs.like(opening)
                .clearResources()
                .setSession(opening.getSession().toBuilder().setOpens(false))
                .build();
    }

    private static String idOf(TaskSpec spec) {
        return spec.getSession().getSessionId();
    }

    private void cancel(TaskSpec call) {
        var _ = scheduler
                .tasks()
                .cancelTask(CancelTaskRequest.newBuilder()
                        .setTaskId(call.getTaskId())
                        .build());
    }

    private Session get(TaskSpec spec) {
        return scheduler
                .sessions()
                .getSession(GetSessionRequest.newBuilder()
                        .setSessionId(idOf(spec))
                        .setTeamId(spec.getTeamId())
                        .build());
    }

    private Session keepAlive(TaskSpec spec) {
        return scheduler
                .sessions()
                .keepSessionAlive(KeepSessionAliveRequest.newBuilder()
                        .setSessionId(idOf(spec))
                        .setTeamId(spec.getTeamId())
                        .build());
    }

    private Session end(TaskSpec spec) {
        return scheduler
                .sessions()
                .endSession(EndSessionRequest.newBuilder()
                        .setSessionId(idOf(spec))
                        .setTeamId(spec.getTeamId())
                        .build());
    }

    private static void assertRefused(Runnable action, ErrorCode code, String phrase) {
        assertThatThrownBy(action::run)
                .hasMessageContaining(phrase)
                .satisfies(failure -> assertThat(GrpcErrors.fromGrpc(failure).map(ServiceException::code))
                        .contains(code));
    }
}
