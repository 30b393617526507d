package dev.hearth.gateway.agent;

import static dev.hearth.gateway.testing.Eventually.assertThatSoon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.testing.Http;
import dev.hearth.gateway.testing.LiveStream;
import dev.hearth.gateway.testing.ScriptedAgents;
import dev.hearth.gateway.testing.ScriptedAgents.ScriptedChat;
import dev.hearth.gateway.testing.TestGateway;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One replica of agent-service is stopped or hangs, beside another that is well. */
@Timeout(60)
class AgentReplicasTest {
    private static final int REQUESTS = 12;

    private ScriptedAgents other;
    private TestGateway gateway;

    @BeforeEach
    void connectToBoth() {
        other = new ScriptedAgents();
        gateway = new TestGateway(TestGateway.Settings.impatient(), other);
        assertThatSoon(() -> {
            get("/chats/c1/status");
            assertThat(gateway.agents().requests()).isPositive();
            assertThat(other.requests()).isPositive();
        });
        gateway.agents().forgetRequests();
        other.forgetRequests();
    }

    @AfterEach
    void stop() {
        gateway.close();
        other.close();
    }

    @Test
    void requestsGoToEachInTurn() {
        repeat(() -> get("/chats/c1"));

        assertThat(gateway.agents().requests()).isEqualTo(REQUESTS / 2);
        assertThat(other.requests()).isEqualTo(REQUESTS / 2);
    }

    @Test
    void whatIsAskedWhileOneIsStoppedIsAnsweredByTheOtherOne() {
        other.stop();

        List<Http.Answer> read = repeat(() -> get("/chats/c1"));
        List<Http.Answer> changed = repeat(() -> gateway.http().post("/chats", "{}"));

        assertThat(read).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(changed).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(gateway.agents().requests()).isEqualTo(2 * REQUESTS);
    }

    @Test
    void aReplicaThatHangsCostsOneShortWait() {
        other.hang();
        long begun = System.nanoTime();

        List<Http.Answer> read = repeat(() -> get("/chats/c1"));
        List<Http.Answer> changed = repeat(() -> gateway.http().post("/chats", "{}"));

        assertThat(read).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(changed).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(other.requests()).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void aReplicaThatIsBackIsAskedAgain() {
        other.stop();
        repeat(() -> get("/chats/c1"));
        other.startAgain();

        assertThatSoon(() -> {
            get("/chats/c1");
            assertThat(other.requests()).isPositive();
        });
    }

    @Test
    void aStreamGoesOnAtTheOtherOneWhenItsReplicaStops() {
        ScriptedChat here = gateway.agents().chat("c1", "busy");
        ScriptedChat there = other.chat("c1", "busy");
        try (LiveStream stream = gateway.stream("GET", "/chats/c1/stream", "", "Accept", "application/x-ndjson")) {
            next(stream);
            boolean isHere = here.watchers() == 1;
            (isHere ? there : here).statusSilently("awaiting_input");

            (isHere ? gateway.agents() : other).stop();

            assertThat(next(stream).data().path("status").asText()).isEqualTo("awaiting_input");
        }
    }

    @Test
    void aStreamIsOpenedAtAReplicaThatAnswers() {
        gateway.agents().chat("c1", "busy");
        other.hang();

        for (int i = 0; i < 3; i++) {
            try (LiveStream stream = gateway.stream("GET", "/chats/c1/stream", "", "Accept", "application/x-ndjson")) {
                assertThat(next(stream).data().path("status").asText()).isEqualTo("busy");
            }
        }
    }

    private Http.Answer get(String path) {
        return gateway.http().get(path);
    }

    private static List<Http.Answer> repeat(java.util.function.Supplier<Http.Answer> request) {
        return IntStream.range(0, REQUESTS).mapToObj(_ -> request.get()).toList();
    }

    private static LiveStream.Event next(LiveStream stream) {
        return Objects.requireNonNull(stream.nextEvent(), "the stream ended");
    }
}
