package dev.hearth.gateway.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.testing.Http;
import dev.hearth.gateway.testing.ScriptedScheduler;
import dev.hearth.gateway.testing.TestGateway;
import dev.hearth.proto.v1.TaskSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way to the scheduler when it is not there, not the leader, or gone in the middle. */
@Timeout(60)
class SchedulerClientTest {
    private static final String ECHO = "{\"app\":\"test/echo\",\"input\":{\"n\":5}}";

    @Test
    void aSubmissionWhoseAcknowledgementIsLostIsSentAgainAndStoredOnce() {
        try (TestGateway gateway = new TestGateway()) {
            gateway.scheduler().dropNextAcknowledgement();
            Http.Answer now = gateway.http().post("/apps/run", ECHO);
            TaskSpec first = gateway.scheduler().nextSubmission();
            gateway.scheduler().dropNextAcknowledgement();
            CompletableFuture<Http.Answer> waiting = gateway.http().sendAsync("POST", "/run", ECHO);
            TaskSpec second = gateway.scheduler().nextSubmission();
            gateway.scheduler().complete(second.getTaskId(), "{}");

            assertThat(now.data().path("id").asText()).isEqualTo(first.getTaskId());
            assertThat(waiting.join().data().path("id").asText()).isEqualTo(second.getTaskId());
            assertThat(gateway.scheduler().submissions()).isEqualTo(4);
        }
    }

    @Test
    void aWaitingClientNeverNoticesARestart() {
        try (TestGateway gateway = new TestGateway()) {
            CompletableFuture<Http.Answer> answer = gateway.http().sendAsync("POST", "/run", ECHO);
            TaskSpec spec = gateway.scheduler().nextSubmission();

            gateway.scheduler().stop();
            gateway.scheduler().completeSilently(spec.getTaskId(), "{\"n\":6}");
            gateway.scheduler().startAgain();

            assertThat(answer.join().data().path("output").path("n").asInt()).isEqualTo(6);
            assertThat(answer.join().data().path("input").path("n").asInt()).isEqualTo(5);
        }
    }

    @Test
    void aRequestDuringARestartIsAnsweredAfterIt() {
        try (TestGateway gateway = new TestGateway()) {
            gateway.scheduler().stop();
            CompletableFuture<Http.Answer> answer = gateway.http().sendAsync("POST", "/apps/run", ECHO);
            gateway.scheduler().startAgain();

            assertThat(answer.join().status()).isEqualTo(200);
        }
    }

    @Test
    void withoutASchedulerTheAnswerIs503WithinTheBudget() {
        try (TestGateway gateway = new TestGateway()) {
            gateway.scheduler().stop();
            long begun = System.nanoTime();

            Http.Answer now = gateway.http().post("/apps/run", ECHO);
            Http.Answer waiting = gateway.http().post("/run", ECHO);

            assertThat(now.status()).isEqualTo(503);
            assertThat(now.header("retry-after")).isEqualTo("1");
            assertThat(now.json().path("error").path("code").asText()).isEqualTo("unavailable");
            assertThat(waiting.status()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void aStandbySendsItsCallersToTheLeader() {
        try (ScriptedScheduler standby = new ScriptedScheduler();
                TestGateway gateway = new TestGateway(settings(standby.address()))) {
            standby.standBehind(gateway.scheduler().address());
            gateway.scheduler().completeAtOnce();

            assertThat(gateway.http().post("/run", ECHO).data().path("status").asInt())
                    .isEqualTo(10);
            assertThat(gateway.http().post("/apps/run", ECHO).status()).isEqualTo(200);
            assertThat(standby.submissions()).isZero();
        }
    }

    @Test
    void aWatcherFollowsTheLeaderToAnotherReplica() {
        try (ScriptedScheduler old = new ScriptedScheduler();
                TestGateway gateway = new TestGateway(settings(old.address()))) {
            CompletableFuture<Http.Answer> answer = gateway.http().sendAsync("POST", "/run", ECHO);
            TaskSpec spec = old.nextSubmission();
            gateway.scheduler().put(spec);
            gateway.scheduler().completeSilently(spec.getTaskId(), "{\"taken\":\"over\"}");

            // The old leader keeps the watch open and silent; another call learns who leads now.
            old.standBehind(gateway.scheduler().address());
            gateway.http().get("/tasks/" + spec.getTaskId());

            assertThat(answer.join().data().path("output").path("taken").asText())
                    .isEqualTo("over");
        }
    }

    private static TestGateway.Settings settings(String address) {
        return new TestGateway.Settings(
                List.of(address), Duration.ofSeconds(20), Duration.ofSeconds(3), Duration.ofSeconds(30));
    }
}
