package dev.hearth.gateway.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.testing.Http;
import dev.hearth.gateway.testing.LiveStream;
import dev.hearth.gateway.testing.ScriptedScheduler;
import dev.hearth.gateway.testing.TestGateway;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A gateway that was told to stop. */
@Timeout(60)
class DrainTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String RUN = "{\"app\":\"test/echo\",\"input\":{}}";

    private TestGateway gateway;
    private ScriptedScheduler scheduler;
    private Http http;

    @BeforeEach
    void start() {
        gateway = new TestGateway();
        scheduler = gateway.scheduler();
        http = gateway.http();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void answersWhatWaitsBeforeItIsEmpty() {
        CompletableFuture<Http.Answer> waiting = http.sendAsync("POST", "/run", RUN);
        String task = scheduler.nextSubmission().getTaskId();

        CompletableFuture<Void> drained = drain(LONG);
        assertThat(refused()).isEqualTo(503);
        assertThat(drained).isNotDone();
        scheduler.complete(task, "{\"ok\":true}");

        assertThat(waiting.join().data().path("output").path("ok").asBoolean()).isTrue();
        assertThat(drained).succeedsWithin(LONG);
    }

    @Test
    void answersTheLiveTaskWhenTheGraceIsOver() {
        CompletableFuture<Http.Answer> waiting = http.sendAsync("POST", "/run", RUN);
        scheduler.nextSubmission();

        CompletableFuture<Void> drained = drain(Duration.ofSeconds(2));

        assertThat(waiting.join().status()).isEqualTo(200);
        assertThat(waiting.join().data().path("status").asInt()).isLessThan(10);
        assertThat(drained).succeedsWithin(LONG);
    }

    @Test
    void takesNothingNew() {
        drain(LONG).join();

        Http.Answer answer = http.post("/apps/run", RUN);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.json().path("error").path("code").asText()).isEqualTo("unavailable");
        assertThat(scheduler.submissions()).isZero();
    }

    @Test
    void breaksStreamsOffSoThatTheirClientsComeBack() {
        http.post("/apps/run", RUN);
        String task = scheduler.nextSubmission().getTaskId();
        try (LiveStream stream =
                gateway.stream("GET", "/tasks/" + task + "/stream", "", "Accept", "application/x-ndjson")) {
            assertThat(stream.nextTask()).isNotNull();

            drain(LONG).join();

            assertThatThrownBy(stream::rest).isInstanceOf(UncheckedIOException.class);
        }
    }

    private int refused() {
        int status = 0;
        while (status != 503) { // the drain begins on a thread of its own
            status = http.get("/tasks/" + "0".repeat(26)).status();
        }
        return status;
    }

    private CompletableFuture<Void> drain(Duration grace) {
        return CompletableFuture.runAsync(() -> {
            try {
                gateway.drain(grace);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }
}
