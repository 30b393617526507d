package dev.hearth.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.testing.Http;
import dev.hearth.gateway.testing.LiveStream;
import dev.hearth.gateway.testing.ScriptedScheduler;
import dev.hearth.gateway.testing.TestGateway;
import dev.hearth.ids.FileId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Outputs that were stored as files: read back wherever a task is shown alone. */
class LargeOutputTest {
    private static final String LARGE = "{\"text\":\"" + "x".repeat(3_000_000) + "\"}";

    private static TestGateway gateway;
    private static ScriptedScheduler scheduler;
    private static Http http;

    @BeforeAll
    static void start() {
        gateway = new TestGateway();
        scheduler = gateway.scheduler();
        http = gateway.http();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void isReadBackForOneTask() {
        String task = finished(gateway.outputs().stored(LARGE));

        JsonNode shown = http.get("/tasks/" + task).data();

        assertThat(shown.path("output").path("text").asText()).hasSize(3_000_000);
        assertThat(shown.path("status").asInt()).isEqualTo(10);
    }

    @Test
    void isReadBackForWhoeverWaits() {
        FileId file = gateway.outputs().stored(LARGE);
        CompletableFuture<Http.Answer> waiting = http.sendAsync("POST", "/run", "{\"app\":\"test/echo\",\"input\":{}}");

        scheduler.complete(scheduler.nextSubmission().getTaskId(), "inf://files/" + file.value());

        assertThat(waiting.join().data().path("output").path("text").asText()).hasSize(3_000_000);
    }

    @Test
    void isReadBackForTheLastLineOfAStream() {
        String task = finished(gateway.outputs().stored(LARGE));

        try (LiveStream stream =
                gateway.stream("GET", "/tasks/" + task + "/stream", "", "Accept", "application/x-ndjson")) {
            List<JsonNode> lines = stream.rest();
            assertThat(lines.getLast().path("output").path("text").asText()).hasSize(3_000_000);
        }
    }

    @Test
    void isLeftOutOfLists() {
        String task = finished(gateway.outputs().stored(LARGE));

        JsonNode listed = http.post("/tasks/list", null).data().path("items").path(0);

        assertThat(listed.path("id").asText()).isEqualTo(task);
        assertThat(listed.path("output").isNull()).isTrue();
    }

    @Test
    void isDeletedWithItsTask() {
        FileId file = gateway.outputs().stored(LARGE);
        String task = finished(file);

        assertThat(http.send("DELETE", "/tasks/" + task, null).status()).isEqualTo(204);

        assertThat(gateway.outputs().has(file)).isFalse();
    }

    @Test
    void leavesATaskWithoutOutputWhenItsFileIsGone() {
        String task = finished(FileId.random());

        JsonNode shown = http.get("/tasks/" + task).data();

        assertThat(shown.path("output").isNull()).isTrue();
        assertThat(shown.path("status").asInt()).isEqualTo(10);
    }

    private static String finished(FileId output) {
        http.post("/apps/run", "{\"app\":\"test/echo\",\"input\":{}}");
        String task = scheduler.nextSubmission().getTaskId();
        scheduler.complete(task, "inf://files/" + output.value());
        return task;
    }
}
