package dev.hearth.gateway.stream;

import static dev.hearth.proto.v1.TaskStatus.TASK_STATUS_CANCELLED;
import static dev.hearth.proto.v1.TaskStatus.TASK_STATUS_CANCELLING;
import static dev.hearth.proto.v1.TaskStatus.TASK_STATUS_DISPATCHED;
import static dev.hearth.proto.v1.TaskStatus.TASK_STATUS_PREPARING;
import static dev.hearth.proto.v1.TaskStatus.TASK_STATUS_RUNNING;
import static dev.hearth.proto.v1.TaskStatus.TASK_STATUS_SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.hearth.gateway.testing.FakeCatalog;
import dev.hearth.gateway.testing.FakeTeams;
import dev.hearth.gateway.testing.Http;
import dev.hearth.gateway.testing.LiveStream;
import dev.hearth.gateway.testing.ScriptedScheduler;
import dev.hearth.gateway.testing.TestGateway;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each server-side rule of wire protocol 2.7, by its number. */
@Timeout(60)
class TaskStreamTest {
    private static final String NDJSON = "application/x-ndjson";
    private static final int CLIENT_LINE_LIMIT = 128 * 1024;

    private static TestGateway gateway;
    private static ScriptedScheduler scheduler;

    @BeforeAll
    static void start() {
        gateway = new TestGateway(TestGateway.Settings.impatient());
        scheduler = gateway.scheduler();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void ndjsonForWhoeverAsksAndSseForEverybodyElse() {
        String task = finishedTask("{}", "{}");

        assertThat(open(task, "Accept", NDJSON).header("content-type")).isEqualTo(NDJSON);
        assertThat(open(task, "Accept", "application/jsonl").header("content-type"))
                .isEqualTo(NDJSON);
        assertThat(open(task, "Accept", "*/*").header("content-type")).isEqualTo("text/event-stream");
        assertThat(open(task).header("content-type")).isEqualTo("text/event-stream");
    }

    @Test
    void rule1OneSnapshotIsSentImmediatelyWhateverTheState() {
        try (LiveStream stream = open(newTask("{\"a\":1}"), "Accept", NDJSON)) {
            JsonNode first = next(stream);

            assertThat(first.path("status").asInt()).isEqualTo(1);
            assertThat(first.path("status_text").asText()).isEqualTo("received");
            assertThat(first.path("input").path("a").asInt()).isEqualTo(1);
        }
    }

    @Test
    void rule2ALineForEachStatusPartialOutputAndNewLogs() {
        String task = newTask("{}");
        try (LiveStream stream = open(task, "Accept", NDJSON)) {
            next(stream);

            scheduler.status(task, TASK_STATUS_DISPATCHED);
            assertThat(next(stream).path("status").asInt()).isEqualTo(3);
            scheduler.status(task, TASK_STATUS_RUNNING);
            assertThat(next(stream).path("status").asInt()).isEqualTo(7);
            scheduler.output(task, "{\"text\":\"Hel\"}");
            assertThat(next(stream).path("output").path("text").asText()).isEqualTo("Hel");
            scheduler.log(task, "working\n");
            JsonNode line = next(stream);
            assertThat(line.path("logs").path(0).path("content").asText()).isEqualTo("working\n");
            assertThat(line.path("logs").path(0).path("log_type").asInt()).isEqualTo(1);
            assertThat(line.path("events"))
                    .extracting(event -> event.path("status").asInt())
                    .containsExactly(1, 3, 7);
        }
    }

    @Test
    void rule2LogsAreCoalescedToTenLinesASecond() {
        String task = newTask("{}");
        try (LiveStream stream = open(task, "Accept", NDJSON)) {
            next(stream);
            long begun = System.nanoTime();

            for (int i = 0; i < 300; i++) {
                scheduler.log(task, "line " + i + "\n");
            }
            scheduler.complete(task, "{}");

            List<JsonNode> lines = stream.rest();
            long tenths = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 100;
            assertThat((long) lines.size()).isLessThanOrEqualTo(tenths + 2);
            assertThat(lines.getLast().path("logs")).hasSize(300);
        }
    }

    @Test
    void rule3TheTerminalLineIsABareFullTask() {
        String task = newTask("{\"a\":1}");
        try (LiveStream stream = open(task, "Accept", NDJSON)) {
            next(stream);
            scheduler.log(task, "hello\n");
            scheduler.complete(task, "{\"result\":5}");

            JsonNode last = stream.rest().getLast();

            assertThat(last.has("data")).isFalse();
            assertThat(last.path("id").asText()).isEqualTo(task);
            assertThat(last.path("status").asInt()).isEqualTo(10);
            assertThat(last.path("input").toString()).isEqualTo("{\"a\":1}");
            assertThat(last.path("output").toString()).isEqualTo("{\"result\":5}");
            assertThat(last.path("logs")).hasSize(1);
            assertThat(last.path("events")).hasSize(2);
            assertThat(last.path("team_id").asText()).isEqualTo(FakeTeams.TEAM.value());
        }
    }

    @Test
    void rule3AFailedTaskCarriesItsError() {
        String task = newTask("{}");
        try (LiveStream stream = open(task, "Accept", NDJSON)) {
            scheduler.fail(task, "ValueError: no", "APP_ERROR");

            JsonNode last = stream.rest().getLast();

            assertThat(last.path("status").asInt()).isEqualTo(11);
            assertThat(last.path("error").asText()).isEqualTo("ValueError: no");
            assertThat(last.path("error_code").asText()).isEqualTo("APP_ERROR");
        }
    }

    @Test
    void rule4TheBodyEndsCleanlyRightAfterTheTerminalLine() {
        String task = newTask("{}");
        try (LiveStream stream = open(task, "Accept", NDJSON)) {
            next(stream);
            scheduler.complete(task, "{}");

            assertThat(next(stream).path("status").asInt()).isEqualTo(10);
            assertThat(stream.nextChunk()).isNull();
        }
    }

    @Test
    void rule5ADroppedStreamBreaksOff() {
        try (LiveStream stream = open(newTask("{}"), "Accept", NDJSON)) {
            next(stream);

            gateway.dropStreams();

            assertThatThrownBy(stream::rest).isInstanceOf(java.io.UncheckedIOException.class);
        }
    }

    @Test
    void rule5ADroppedStreamEndsCleanlyForThePythonClient() {
        try (LiveStream stream = open(newTask("{}"), "Accept", NDJSON, "User-Agent", "inference-sdk-py/0.6.32")) {
            next(stream);

            gateway.dropStreams();

            assertThat(stream.rest()).isEmpty();
        }
    }

    @Test
    void rule6AStreamOfAFinishedTaskIsOneTerminalLine() {
        try (LiveStream stream = open(finishedTask("{}", "{\"x\":1}"), "Accept", NDJSON)) {
            List<JsonNode> lines = stream.rest();

            assertThat(lines).hasSize(1);
            assertThat(lines.getFirst().path("status").asInt()).isEqualTo(10);
        }
    }

    @Test
    void rule7HeartbeatsFillSilence() {
        try (LiveStream stream = open(newTask("{}"), "Accept", NDJSON)) {
            next(stream);

            assertThat(stream.nextChunk()).isEqualTo("{\"type\":\"heartbeat\"}\n");
            assertThat(stream.nextChunk()).isEqualTo("{\"type\":\"heartbeat\"}\n");
        }
        try (LiveStream stream = open(newTask("{}"))) {
            next(stream);

            assertThat(stream.nextChunk()).isEqualTo(": hb\n\n");
        }
    }

    @Test
    void rule7TheDefaultIntervalIsAtMostFourSeconds() throws ReflectiveOperationException {
        String interval = StreamConfig.class
                .getMethod("heartbeat")
                .getAnnotation(io.smallrye.config.WithDefault.class)
                .value();

        assertThat(Duration.parse("PT" + interval)).isLessThanOrEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void rule8EachLineAndItsNewlineIsOneChunk() {
        String task = newTask("{}");
        try (LiveStream stream = open(task, "Accept", NDJSON)) {
            assertThat(stream.header("transfer-encoding")).isEqualTo("chunked");
            assertThat(stream.header("content-length")).isEmpty();
            assertThat(stream.header("content-encoding")).isEmpty();
            assertThat(stream.header("cache-control")).isEqualTo("no-cache");
            assertThat(stream.header("x-accel-buffering")).isEqualTo("no");
            assertThat(stream.nextChunk()).startsWith("{").endsWith("}\n").containsOnlyOnce("\n");
        }
        try (LiveStream stream = open(task)) {
            assertThat(stream.nextChunk()).startsWith("data: {").endsWith("}\n\n");
        }
    }

    @Test
    void rule9NoCharsetAndNothingButAscii() throws Exception {
        String output = "{\"t\":\"a\u0085b\u2028c\u2029d é \uD83D\uDE00\",\n\"n\":1}";
        try (LiveStream stream = open(finishedTask("{}", output), "Accept", NDJSON)) {
            String line = Objects.requireNonNull(stream.nextChunk());

            assertThat(stream.header("content-type")).isEqualTo(NDJSON);
            assertThat(line.chars()).allMatch(c -> c < 0x7F);
            assertThat(line).containsOnlyOnce("\n").contains("\\u0085", "\\u2028", "\\ud83d\\ude00");
            JsonNode shown = new ObjectMapper().readTree(line).path("output");
            assertThat(shown).isEqualTo(new ObjectMapper().readTree(output));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "x"}) // an input that has no room beside logs, and one that has and leaves them less
    void rule10LinesStayBelowTheLimitOfClients(String letter) {
        String task = newTask("{\"big\":\"" + letter.repeat(60_000) + "\"}");
        try (LiveStream stream = open(task, "Accept", NDJSON)) {
            for (int i = 0; i < 40; i++) {
                scheduler.log(task, ("log " + i + " ").repeat(800) + "\n");
            }
            scheduler.output(task, "{\"partial\":\"" + "x".repeat(200_000) + "\"}");
            scheduler.complete(task, "{\"result\":1}");

            List<String> chunks = new ArrayList<>();
            for (String chunk = stream.nextChunk(); chunk != null; chunk = stream.nextChunk()) {
                chunks.add(chunk);
            }
            assertThat(chunks).allMatch(chunk -> chunk.length() < CLIENT_LINE_LIMIT);
            assertThat(chunks.getLast()).contains("\"result\":1", "log 39").doesNotContain("log 1 ");
        }
        assertThat(gateway.http().get("/tasks/" + task + "/logs").data().path("logs"))
                .hasSize(40);
    }

    @Test
    void rule10AFinalOutputIsNeverCut() {
        String output = "{\"text\":\"" + "x".repeat(300_000) + "\"}";
        try (LiveStream stream = open(finishedTask("{}", output), "Accept", NDJSON)) {
            assertThat(next(stream).path("output").toString()).isEqualTo(output);
            assertThat(stream.nextChunk()).isNull();
        }
    }

    @Test
    void rule11EveryLineIsJson() throws Exception {
        String task = newTask("{\n  \"a\": [1,\r\n 2]\n}");
        try (LiveStream stream = open(task, "Accept", NDJSON)) {
            String line = Objects.requireNonNull(stream.nextChunk());

            assertThat(line.lines()).hasSize(1);
            assertThat(new ObjectMapper().readTree(line).path("input").toString())
                    .isEqualTo("{\"a\":[1,2]}");
        }
    }

    @Test
    void rule12NoTypedEventsOnTaskStreams() {
        String task = newTask("{}");
        try (LiveStream stream = open(task, "Accept", NDJSON)) {
            scheduler.status(task, TASK_STATUS_DISPATCHED);
            scheduler.output(task, "{\"a\":1}");
            scheduler.complete(task, "{}");

            assertThat(stream.rest()).noneMatch(line -> line.has("event") || line.has("data") || line.has("type"));
        }
    }

    @Test
    void rule13AReconnectionBeginsWithAFullSnapshot() {
        String task = newTask("{}");
        scheduler.status(task, TASK_STATUS_DISPATCHED);
        scheduler.status(task, TASK_STATUS_RUNNING);
        scheduler.output(task, "{\"text\":\"so far\"}");

        try (LiveStream stream = open(task, "Last-Event-ID", "17")) {
            JsonNode first = next(stream);

            assertThat(first.path("status").asInt()).isEqualTo(7);
            assertThat(first.path("output").path("text").asText()).isEqualTo("so far");
            assertThat(first.path("events")).hasSize(3);
        }
    }

    @Test
    void aCancelIsSeenAsCancellingThenCancelled() {
        String task = newTask("{}");
        scheduler.status(task, TASK_STATUS_DISPATCHED);
        scheduler.status(task, TASK_STATUS_RUNNING);
        try (LiveStream stream = open(task, "Accept", NDJSON)) {
            next(stream);

            assertThat(gateway.http()
                            .post("/tasks/" + task + "/cancel", null)
                            .data()
                            .path("status")
                            .asInt())
                    .isEqualTo(8);
            assertThat(next(stream).path("status").asInt()).isEqualTo(8);
            scheduler.finish(task, TASK_STATUS_CANCELLED);
            assertThat(next(stream).path("status").asInt()).isEqualTo(12);
            assertThat(stream.nextChunk()).isNull();
        }
        assertThat(TASK_STATUS_CANCELLING.getNumber()).isEqualTo(8);
    }

    @Test
    void anUnknownTaskIsA404SpreadOverLinesThatAreNoJson() {
        Http.Answer answer = gateway.http().get("/tasks/" + TaskId.random() + "/stream", "Accept", NDJSON);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("error").path("code").asText()).isEqualTo("not_found");
        assertThat(answer.text().lines()).noneMatch(TaskStreamTest::isJson);
    }

    @Test
    void aClientNeverNoticesThatTheSchedulerWasRestarted() {
        String task = newTask("{}");
        try (LiveStream stream = open(task, "Accept", NDJSON)) {
            next(stream);

            scheduler.stop();
            scheduler.statusSilently(task, TASK_STATUS_DISPATCHED);
            scheduler.statusSilently(task, TASK_STATUS_RUNNING);
            scheduler.startAgain();
            assertThat(next(stream).path("status").asInt()).isEqualTo(3);
            assertThat(next(stream).path("status").asInt()).isEqualTo(7);
            scheduler.complete(task, "{\"done\":true}");

            List<JsonNode> rest = stream.rest();
            assertThat(rest).hasSize(1);
            assertThat(rest.getFirst().path("output").path("done").asBoolean()).isTrue();
        }
    }

    @Test
    void aSlowClientGetsTheNewestPartialOutputAndEveryStatus() {
        String filler = "x".repeat(90_000);
        try (TestGateway patient = new TestGateway()) {
            TaskSpec spec = spec("{}");
            String task = spec.getTaskId();
            patient.scheduler().put(spec);
            try (LiveStream stream = patient.stream("GET", "/tasks/" + task + "/stream", "", "Accept", NDJSON)) {
                patient.scheduler().status(task, TASK_STATUS_DISPATCHED);
                for (int i = 0; i < 200; i++) {
                    patient.scheduler().output(task, "{\"i\":%d,\"filler\":\"%s\"}".formatted(i, filler));
                }
                patient.scheduler().status(task, TASK_STATUS_PREPARING);
                patient.scheduler().status(task, TASK_STATUS_SERVING);
                patient.scheduler().status(task, TASK_STATUS_RUNNING);
                patient.scheduler().complete(task, "{\"i\":200}");

                List<JsonNode> lines = stream.rest();
                assertThat(lines.size()).isLessThan(200);
                assertThat(lines)
                        .extracting(line -> line.path("status").asInt())
                        .containsSubsequence(3, 4, 5, 7)
                        .endsWith(10);
                assertThat(lines.getLast().path("output").path("i").asInt()).isEqualTo(200);
            }
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutOff() {
        String task = newTask("{}");
        String filler = "x".repeat(100_000);
        try (LiveStream stream = open(task, "Accept", NDJSON)) {
            for (int i = 0; i < 5; i++) {
                scheduler.status(task, TASK_STATUS_RUNNING);
                scheduler.output(task, "{\"filler\":\"" + filler + "\"}");
            }
            Await.until("nobody watches", () -> !scheduler.hasWatchers(task));

            assertThatThrownBy(stream::rest).isInstanceOf(java.io.UncheckedIOException.class);
        }
    }

    @Test
    void filesInOutputsHaveUrls() {
        TaskSpec spec = spec("{}").toBuilder()
                .setAppVersionId(FakeCatalog.FILES.value())
                .build();
        scheduler.put(spec);
        try (LiveStream stream = open(spec.getTaskId(), "Accept", NDJSON)) {
            scheduler.complete(spec.getTaskId(), "{\"file\":\"inf://files/f1\"}");

            assertThat(stream.rest().getLast().path("output").path("file").asText())
                    .isEqualTo("http://files/f1");
        }
    }

    private static LiveStream open(String task, String... headers) {
        return gateway.stream("GET", "/tasks/" + task + "/stream", "", headers);
    }

    private static JsonNode next(LiveStream stream) {
        return Objects.requireNonNull(stream.nextTask(), "the stream ended");
    }

    private static String newTask(String input) {
        TaskSpec spec = spec(input);
        scheduler.put(spec);
        return spec.getTaskId();
    }

    private static String finishedTask(String input, String output) {
        String task = newTask(input);
        scheduler.complete(task, output);
        return task;
    }

    private static TaskSpec spec(String input) {
        return TaskSpec.newBuilder()
                .setTaskId(TaskId.random().value())
                .setTeamId(FakeTeams.TEAM.value())
                .setAppVersionId(FakeCatalog.ECHO.value())
                .setFunction("run")
                .setInput(ByteString.copyFromUtf8(input))
                .build();
    }

    private static boolean isJson(String line) {
        try {
            new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(line.strip());
            return true;
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
