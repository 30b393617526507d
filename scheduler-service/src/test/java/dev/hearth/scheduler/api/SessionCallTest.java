package dev.hearth.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.hearth.errors.ErrorCode;
import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.Assign;
import dev.hearth.proto.v1.GetSessionRequest;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.Session;
import dev.hearth.proto.v1.SessionStatus;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.scheduler.testing.ScriptedEngine;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls in sessions: their order, what they are counted as, and what is refused. */
@QuarkusTest
class SessionCallTest extends SessionsTest {
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
}
