package dev.hearth.agent.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedApp;
import dev.hearth.agent.testing.ScriptedCalls;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.UserId;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way to the gateway, also when it is not there or gone in the middle. */
@QuarkusTest
@Timeout(60)
class GatewayCallsTest extends AgentServiceTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Caller CALLER = new Caller(new TeamId("team-1"), new UserId("user-1"));

    @Inject
    AppCalls calls;

    @Inject
    ToolSecrets secrets;

    @Inject
    ScriptedCalls gateway;

    @Inject
    Vertx vertx;

    private final TaskId task = TaskId.random();
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    @Test
    void describesWhatAReferenceLeadsTo() {
        ScriptedApp app = gateway.app().describedAs("Adds").withSchemas("{\"type\":\"object\"}", "");

        CallTarget target = await(calls.describe(CALLER, app.ref() + "@v1", "sum"));

        assertThat(target.appName()).isEqualTo(app.ref());
        assertThat(target.function()).isEqualTo("sum");
        assertThat(target.inputSchema()).hasToString("{\"type\":\"object\"}");
        assertThat(target.outputSchema()).isNull();
    }

    @Test
    void tellsOutputsThenTheEnd() {
        CountDownLatch gate = new CountDownLatch(1);
        ScriptedApp llm = gateway.llm()
                .then(Play.begin()
                        .snapshot("Hel")
                        .awaits(gate)
                        .snapshot("Hello")
                        .completes());

        TaskRun run = calls.submitAndWatch(call(llm), output -> {
            heard.add(output.toStringUtf8());
            gate.countDown();
        });
        CalledTask ended = await(run.end());

        assertThat(heard).first().isEqualTo("{\"response\":\"Hel\"}");
        assertThat(ended.id()).isEqualTo(task);
        assertThat(ended.status()).isEqualTo(CalledTask.Status.COMPLETED);
        assertThat(textOf(ended.output())).isEqualTo("{\"response\":\"Hello\"}");
        assertThat(llm.calls()).singleElement().satisfies(call -> {
            assertThat(call.getCaller().getTeamId()).isEqualTo("team-1");
            assertThat(call.getInput().toStringUtf8()).isEqualTo("{\"text\":\"Hi\"}");
            assertThat(call.getMaxAttempts()).isEqualTo(1);
        });
    }

    @Test
    void answersOnTheContextThatAsked() {
        ScriptedApp app = gateway.app().always(_ -> Play.begin().output("1").completes());
        CompletableFuture<Boolean> same = new CompletableFuture<>();

        vertx.getOrCreateContext().runOnContext(_ -> {
            Context mine = Vertx.currentContext();
            TaskRun run =
                    calls.submitAndWatch(call(app), output -> heard.add("" + mine.equals(Vertx.currentContext())));
            run.end()
                    .chain(ended -> calls.getTask(CALLER, ended.id()))
                    .map(_ -> mine.equals(Vertx.currentContext()))
                    .subscribe()
                    .with(same::complete, same::completeExceptionally);
        });

        assertThat(same.orTimeout(30, TimeUnit.SECONDS).join()).isTrue();
        assertThat(heard).allMatch("true"::equals);
    }

    @Test
    void aFailedTaskIsAnEndAndNotAnError() {
        ScriptedApp app = gateway.app().then(Play.fails("no luck", "APP_ERROR"));

        CalledTask ended =
                await(calls.submitAndWatch(call(app), TaskListener.NONE).end());

        assertThat(ended.status()).isEqualTo(CalledTask.Status.FAILED);
        assertThat(ended.error()).isEqualTo("no luck");
        assertThat(ended.errorCode()).isEqualTo("APP_ERROR");
        assertThat(ended.output()).isNull();
    }

    @Test
    void aRefusedCallFailsWithTheGatewaysError() {
        AppCall call = call("test/nobody");

        assertThatThrownBy(() ->
                        await(calls.submitAndWatch(call, TaskListener.NONE).end()))
                .isInstanceOfSatisfying(ServiceException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
                    assertThat(e).hasMessageContaining("test/nobody");
                });
        assertThatThrownBy(() -> await(calls.getTask(CALLER, task)))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void aSubmissionWhoseAcknowledgementIsLostIsSentAgainAndRunsOnce() {
        ScriptedApp app = gateway.app().then(Play.returns("{\"n\":1}"));
        gateway.dropNextAcknowledgement(app);

        CalledTask ended =
                await(calls.submitAndWatch(call(app), TaskListener.NONE).end());

        assertThat(textOf(ended.output())).isEqualTo("{\"n\":1}");
        assertThat(gateway.submissions(task.value())).isEqualTo(2);
        assertThat(app.calls()).hasSize(1);
    }

    @Test
    void aGatewayThatRestartsIsWaitedForAndTheTaskWatchedByItsId() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        ScriptedApp llm = gateway.llm()
                .then(Play.begin()
                        .snapshot("Hel")
                        .awaits(gate)
                        .snapshot("Hello")
                        .completes());
        TaskRun run = calls.submitAndWatch(call(llm), _ -> begun.countDown());
        begun.await();

        gateway.stop();
        gate.countDown();
        gateway.startAgain();

        assertThat(textOf(await(run.end()).output())).isEqualTo("{\"response\":\"Hello\"}");
        assertThat(gateway.submissions(task.value())).isEqualTo(1);
    }

    @Test
    void aQuestionDuringARestartIsAnsweredAfterIt() {
        ScriptedApp app = gateway.app();
        gateway.stop();
        CompletableFuture<CallTarget> answer =
                calls.describe(CALLER, app.ref(), null).subscribeAsCompletionStage();

        gateway.startAgain();

        assertThat(answer.join().appName()).isEqualTo(app.ref());
    }

    @Test
    void withoutAGatewayAQuestionFailsAsUnavailableWithinTheBudget() {
        gateway.stop();
        try {
            assertThatThrownBy(() -> await(calls.describe(CALLER, "test/any", null)))
                    .isInstanceOfSatisfying(
                            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        } finally {
            gateway.startAgain();
        }
    }

    @Test
    void aTaskOfAnEarlierProcessIsWatchedAndCancelled() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        ScriptedApp llm = gateway.llm().then(Play.begin().snapshot("Hel").awaits(new CountDownLatch(1)));
        TaskRun earlier = calls.submitAndWatch(call(llm), _ -> begun.countDown());
        begun.await();
        earlier.close();

        TaskRun run = calls.watch(CALLER, task, TaskListener.NONE);
        CalledTask cancelled = await(calls.cancel(CALLER, task, false));

        assertThat(cancelled.status()).isEqualTo(CalledTask.Status.CANCELLED);
        assertThat(await(run.end()).status()).isEqualTo(CalledTask.Status.CANCELLED);
        assertThat(gateway.cancellation(task.value()).getGraceMilliseconds()).isEqualTo(1500);
    }

    @Test
    void answersTheSecretsThatTheTeamHas() {
        gateway.secret("team-1", "TOKEN", "s3cret");
        gateway.secret("team-2", "OTHER", "not yours");

        assertThat(await(secrets.valuesOf(CALLER.team(), Set.of("TOKEN", "OTHER"))))
                .isEqualTo(Map.of("TOKEN", "s3cret"));
    }

    private AppCall call(ScriptedApp app) {
        return call(app.ref());
    }

    private AppCall call(String ref) {
        ByteString input = ByteString.copyFromUtf8("{\"text\":\"Hi\"}");
        return new AppCall(CALLER, task, ref, null, input, null, null, 1, 0, null, null, null);
    }

    private static String textOf(@Nullable ByteString output) {
        return output == null ? "" : output.toStringUtf8();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(SOON);
    }
}
