package dev.hearth.gateway.run;

import static dev.hearth.proto.v1.TaskStatus.TASK_STATUS_DISPATCHED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.testing.FakeTeams;
import dev.hearth.gateway.testing.Http;
import dev.hearth.gateway.testing.LiveStream;
import dev.hearth.gateway.testing.ScriptedScheduler;
import dev.hearth.gateway.testing.TestGateway;
import dev.hearth.proto.v1.TaskSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RunRoutesTest {
    private static final String ECHO = "{\"app\":\"test/echo\",\"input\":{\"n\":5}}";
    private static final String CONTENT_TYPE = "content-type";

    private static TestGateway gateway;
    private static ScriptedScheduler scheduler;
    private static Http http;

    @BeforeAll
    static void start() {
        gateway = new TestGateway(TestGateway.Settings.impatient());
        scheduler = gateway.scheduler();
        http = gateway.http();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void appsRunAnswersAtOnceWithTheReceivedTask() {
        Http.Answer answer = http.post("/apps/run", ECHO);
        TaskSpec spec = scheduler.nextSubmission();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header(CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(answer.json().path("success").asBoolean()).isTrue();
        assertThat(answer.json().path("messages").isArray()).isTrue();
        JsonNode task = answer.data();
        assertThat(task.path("id").asText()).isEqualTo(spec.getTaskId());
        assertThat(task.path("short_id").asText()).isEqualTo(spec.getTaskId().substring(0, 8));
        assertThat(task.path("status").asInt()).isEqualTo(1);
        assertThat(task.path("input").toString()).isEqualTo("{\"n\":5}");
        assertThat(task.path("output").isNull()).isTrue();
        assertThat(task.path("logs").isArray()).isTrue();
    }

    @Test
    void aSecondGenerationClientGetsTheBareTask() {
        Http.Answer answer = http.post("/apps/run", ECHO, "X-API-Version", "2", "X-Client-Source", "inference-sdk-js");
        TaskSpec spec = scheduler.nextSubmission();

        assertThat(answer.json().path("id").asText()).isEqualTo(spec.getTaskId());
        assertThat(answer.json().has("success")).isFalse();
    }

    @Test
    void aClientBehindAnOldProxyGetsTheBareTask() {
        Http.Answer old = http.post("/apps/run", ECHO, "x-inf-proxy", "@inferencesh/sdk-proxy/next");
        Http.Answer newer = http.post("/apps/run", ECHO, "x-inf-proxy", "p", "X-Client-Source", "js");

        assertThat(old.json().has("success")).isFalse();
        assertThat(newer.json().has("success")).isTrue();
        scheduler.nextSubmission();
        scheduler.nextSubmission();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/run", "/v1/run", "//run", "/v1//run", "/run/"})
    void runWaitsForTheFinishedTask(String path) {
        CompletableFuture<Http.Answer> answer = http.sendAsync("POST", path, ECHO);
        TaskSpec spec = scheduler.nextSubmission();
        scheduler.status(spec.getTaskId(), TASK_STATUS_DISPATCHED);
        scheduler.complete(spec.getTaskId(), "{\"n\": 5, \"x\": null}");

        Http.Answer finished = answer.join();
        assertThat(finished.data().path("status").asInt()).isEqualTo(10);
        assertThat(finished.data().path("status_text").asText()).isEqualTo("completed");
        assertThat(finished.text())
                .contains("\"output\":{\"n\": 5, \"x\": null}")
                .contains("\"input\":{\"n\":5}");
        assertThat(finished.data().path("attempt").asInt()).isEqualTo(1);
        assertThat(finished.data().path("engine_id").asText()).isEqualTo("engine-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apps/test/echo/run", "/v1/apps/app00000000000000000000000/run", "/apps/other/run"})
    void theAppMayBeInThePathAndTheBodyWins(String path) {
        String body = path.contains("other") ? ECHO : "{\"input\":{}}";
        CompletableFuture<Http.Answer> answer = http.sendAsync("POST", path, body);
        scheduler.complete(scheduler.nextSubmission().getTaskId(), "{}");

        assertThat(answer.join().data().path("status").asInt()).isEqualTo(10);
    }

    @Test
    void waitInBodyOrQueryOverridesTheRoute() {
        Http.Answer query = http.post("/run?wait=false", ECHO);
        Http.Answer body = http.post("/run", "{\"app\":\"test/echo\",\"input\":{},\"wait\":false}");
        scheduler.nextSubmission();
        scheduler.nextSubmission();
        CompletableFuture<Http.Answer> waiting = http.sendAsync("POST", "/apps/run?wait=true", ECHO);
        scheduler.complete(scheduler.nextSubmission().getTaskId(), "{}");

        assertThat(query.data().path("status").asInt()).isEqualTo(1);
        assertThat(body.data().path("status").asInt()).isEqualTo(1);
        assertThat(waiting.join().data().path("status").asInt()).isEqualTo(10);
    }

    @Test
    void theHoldEndsWithTheLiveTask() {
        Http.Answer capped = http.post("/run", ECHO);
        Http.Answer preferred = http.post("/run", ECHO, "Prefer", "respond-async, wait=0");
        scheduler.nextSubmission();
        scheduler.nextSubmission();

        assertThat(capped.status()).isEqualTo(200);
        assertThat(capped.data().path("status").asInt()).isEqualTo(1);
        assertThat(capped.data().path("input").path("n").asInt()).isEqualTo(5);
        assertThat(preferred.data().path("status").asInt()).isEqualTo(1);
    }

    @Test
    void aFailedTaskIsAnAnswerNotAnError() {
        CompletableFuture<Http.Answer> answer = http.sendAsync("POST", "/run", ECHO);
        scheduler.fail(scheduler.nextSubmission().getTaskId(), "ValueError: n\nline 2", "APP_ERROR");

        assertThat(answer.join().status()).isEqualTo(200);
        assertThat(answer.join().data().path("status").asInt()).isEqualTo(11);
        assertThat(answer.join().data().path("error").asText()).isEqualTo("ValueError: n\nline 2");
        assertThat(answer.join().data().path("error_code").asText()).isEqualTo("APP_ERROR");
    }

    @Test
    void payloadsPassAsTheBytesTheyAre() {
        String input = "{ \"big\":12345678901234567890.10, \"u\":\"\\u00e9é\\ud83d\\ude00\", \"z\":1e400 ,\"a\":null }";

        http.post("/apps/run", "{\"input\": " + input + " ,\"app\":\"test/echo\",\"whatever\":{\"x\":[1]}}");

        assertThat(scheduler.nextSubmission().getInput().toStringUtf8()).isEqualTo(input);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"text\"", "12", "[1, 2]", "true", "-1.50e3", "\"é\""})
    void anInputNeedNotBeAnObject(String input) {
        http.post("/apps/run", "{\"app\":\"test/echo\",\"input\":" + input + "}");

        assertThat(scheduler.nextSubmission().getInput().toStringUtf8()).isEqualTo(input);
    }

    @Test
    void setupsThatMeanTheSameShareAHash() {
        http.post("/apps/run", ECHO);
        http.post("/apps/run", "{\"app\":\"test/echo\",\"input\":{},\"setup\":{ \"model\" : \"small\" }}");
        http.post("/apps/run", "{\"app\":\"test/echo\",\"input\":{},\"setup\":{\"model\":\"large\"}}");

        TaskSpec first = scheduler.nextSubmission();
        TaskSpec same = scheduler.nextSubmission();
        TaskSpec other = scheduler.nextSubmission();
        assertThat(first.getSetup().toStringUtf8()).isEqualTo("{\"model\":\"small\"}");
        assertThat(same.getSetupHash()).isEqualTo(first.getSetupHash()).hasSize(64);
        assertThat(other.getSetupHash()).isNotEqualTo(first.getSetupHash());
    }

    @Test
    void whatIsStoredForLaterIsEchoed() {
        String body = """
                {"app":"test/echo:upscale","input":{},"variant":"turbo","infra":"cloud","workers":["w1"],
                "webhook":"https://example.org/hook","priority":3,"metadata":{"action":{"key":"k"}},
                "start_by":"2031-01-01T00:00:00Z","run_at":"2030-01-01T00:00:00.5Z","max_attempts":2,
                "max_run_seconds":60,"session":null,"function":null}""";
        JsonNode task = http.post("/apps/run", body).data();
        TaskSpec spec = scheduler.nextSubmission();

        assertThat(task.path("function").asText()).isEqualTo("upscale");
        assertThat(task.path("app_variant").asText()).isEqualTo("default");
        assertThat(task.path("infra").asText()).isEqualTo("cloud");
        assertThat(task.path("workers").path(0).asText()).isEqualTo("w1");
        assertThat(task.path("webhook").asText()).isEqualTo("https://example.org/hook");
        assertThat(task.path("metadata").path("action").path("key").asText()).isEqualTo("k");
        assertThat(task.path("start_by").asText()).isEqualTo("2031-01-01T00:00:00Z");
        assertThat(task.path("run_at").asText()).isEqualTo("2030-01-01T00:00:00.500000Z");
        assertThat(task.path("priority").asInt()).isEqualTo(3);
        assertThat(spec.getMaxAttempts()).isEqualTo(2);
        assertThat(spec.getMaxRunSeconds()).isEqualTo(60);
        assertThat(spec.getResources().getWorkerIdsList()).containsExactly("w1");
    }

    @Test
    void streamAnswersWithTheTasksStreamFromReceivedOn() {
        String body = "{\"app\":\"test/echo\",\"input\":{\"n\":1},\"stream\":true}";
        try (LiveStream stream = gateway.stream("POST", "/apps/run", body, "Accept", "application/x-ndjson")) {
            String task = scheduler.nextSubmission().getTaskId();
            scheduler.status(task, TASK_STATUS_DISPATCHED);
            scheduler.complete(task, "{\"n\":2}");

            List<JsonNode> lines = stream.rest();
            assertThat(lines).extracting(line -> line.path("status").asInt()).containsExactly(1, 3, 10);
            assertThat(lines).allMatch(line -> line.path("input").path("n").asInt() == 1);
        }
    }

    @Test
    void anIdempotencyKeyLeadsToTheSameTask() {
        String id = http.post("/apps/run", ECHO, "Idempotency-Key", "once")
                .data()
                .path("id")
                .asText();
        scheduler.nextSubmission();
        scheduler.status(id, TASK_STATUS_DISPATCHED);
        Http.Answer again = http.post("/apps/run", ECHO, "Idempotency-Key", "once");
        Http.Answer other = http.post("/apps/run", ECHO + " ", "Idempotency-Key", "once");
        scheduler.complete(id, "{\"ok\":true}");
        Http.Answer waiting = http.post("/run", ECHO, "Idempotency-Key", "once");

        assertThat(again.data().path("id").asText()).isEqualTo(id);
        assertThat(again.data().path("status").asInt()).isEqualTo(3);
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.json().path("error").path("code").asText()).isEqualTo("conflict");
        assertThat(waiting.data().path("output").path("ok").asBoolean()).isTrue();
        assertThat(waiting.data().path("input").path("n").asInt()).isEqualTo(5);
    }

    @Test
    void unmetRequirementsAreListedOutsideOfData() {
        JsonNode body =
                http.post("/apps/run", "{\"app\":\"test/secret\",\"input\":{}}").json();

        assertThat(body.path("status").asInt()).isEqualTo(412);
        assertThat(body.path("satisfied").asBoolean(true)).isFalse();
        JsonNode missing = body.path("errors").path(0);
        assertThat(missing.path("type").asText()).isEqualTo("secret");
        assertThat(missing.path("key").asText()).isEqualTo("HF_TOKEN");
        assertThat(missing.path("action").path("type").asText()).isEqualTo("add_secret");
        assertThat(body.path("error").path("message").asText()).isEqualTo("secret HF_TOKEN is not set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"app\":\"test/echo\",\"input\":{}",
                "{\"app\":\"test/echo\",\"input\":{\"a\":1,\"a\":2}}",
                "{\"app\":\"test/echo\",\"app\":\"x\",\"input\":{}}",
                "{\"app\":\"test/echo\",\"input\":{}} trailing",
                "{\"app\":5,\"input\":{}}",
                "{\"app\":\"test/echo\"}",
                "{\"app\":\"test/echo\",\"input\":null}",
                "{\"input\":{}}",
                "{\"app\":\"a/b/c/d\",\"input\":{}}",
                "{\"app\":\"test/echo:none\",\"input\":{}}",
                "{\"app\":\"test/echo\",\"input\":{},\"wait\":\"yes\"}",
                "{\"app\":\"test/echo\",\"input\":{},\"wait\":true,\"stream\":true}",
                "{\"app\":\"test/echo\",\"input\":{},\"session\":\"\"}",
                "{\"app\":\"test/echo\",\"input\":{},\"session\":5}",
                "{\"app\":\"test/echo\",\"input\":{},\"session\":\"new\",\"session_timeout\":0}",
                "{\"app\":\"test/echo\",\"input\":{},\"session\":\"new\",\"session_timeout\":3601}",
                "{\"app\":\"test/echo\",\"input\":{},\"session\":\"other\",\"session_timeout\":60}",
                "{\"app\":\"test/echo\",\"input\":{},\"session\":\"other\",\"run_at\":\"2030-01-01T00:00:00Z\"}",
                "{\"app\":\"test/echo\",\"input\":{},\"session_timeout\":5}",
                "{\"app\":\"test/echo\",\"input\":{},\"session_timeout\":5000}",
                "{\"app\":\"test/echo\",\"input\":{},\"run_at\":\"tomorrow\"}",
                "{\"app\":\"test/echo\",\"input\":{},\"setup\":[1]}",
                "{\"app\":\"test/echo\",\"input\":{},\"workers\":[1]}",
                "{\"app\":\"test/echo\",\"input\":{},\"webhook\":\"ftp://x\"}",
                "{\"app\":\"test/echo\",\"input\":{},\"max_attempts\":0}",
                "{\"app\":\"test/echo\",\"input\":{},\"priority\":1.5}",
                "{\"app\":\"test/echo\",\"input\":{},\"metadata\":[]}",
                "{\"app\":\"test/echo\",\"input\":NaN}",
                "[]",
                "",
                "nonsense"
            })
    void aBadRequestIsRefusedAndChangesNothing(String body) {
        int before = scheduler.submissions();

        Http.Answer answer = http.post("/apps/run", body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().path("success").asBoolean(true)).isFalse();
        assertThat(answer.json().path("error").path("code").asText()).isEqualTo("invalid_request");
        assertThat(answer.json().path("detail").asText())
                .isNotEmpty()
                .isEqualTo(answer.json().path("error").path("message").asText());
        assertThat(scheduler.submissions()).isEqualTo(before);
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "[".repeat(5_000_000) + "]".repeat(5_000_000);

        Http.Answer answer = http.post("/apps/run", "{\"app\":\"test/echo\",\"input\":" + deep + "}");

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void anInputAboveTheLimitIsRefused() {
        String large = "x".repeat(4 * 1024 * 1024);

        Http.Answer answer = http.post("/apps/run", "{\"app\":\"test/echo\",\"input\":{\"x\":\"" + large + "\"}}");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("error").path("code").asText()).isEqualTo("payload_too_large");
    }

    @Test
    void unknownAppsAreNotFound() {
        String body = "{\"app\":\"non-existent/app\",\"input\":{}}";

        Http.Answer answer = http.post("/apps/run", body, "X-API-Version", "2");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header(CONTENT_TYPE)).isEqualTo("application/problem+json");
        assertThat(answer.json().path("detail").asText()).contains("non-existent/app");
        assertThat(answer.json().path("error").path("message").asText()).contains("non-existent/app");
    }

    @Test
    void callersNeedAKeyWithTheScope() {
        assertThat(http.post("/run", ECHO, "Authorization", "Bearer wrong").status())
                .isEqualTo(401);
        assertThat(http.post("/run", ECHO, "Authorization", FakeTeams.READING_KEY)
                        .status())
                .isEqualTo(403);
        assertThat(http.get("/run").status()).isEqualTo(405);
        assertThat(http.get("/nowhere").status()).isEqualTo(404);
        assertThat(http.get("/nowhere").json().path("error").path("code").asText())
                .isEqualTo("not_found");
    }

    @Test
    void browsersMayCallFromAnywhereWithCredentials() {
        Http.Answer preflight = http.send(
                "OPTIONS", "/apps/run", null, "Origin", "https://app.example", "Access-Control-Request-Method", "POST");
        Http.Answer refused = http.post("/apps/run", "{", "Origin", "https://app.example");

        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("access-control-allow-origin")).isEqualTo("https://app.example");
        assertThat(preflight.header("access-control-allow-credentials")).isEqualTo("true");
        assertThat(preflight.header("access-control-allow-methods")).contains("DELETE");
        assertThat(preflight.header("access-control-allow-headers")).contains("x-client-source");
        assertThat(refused.header("access-control-allow-origin")).isEqualTo("https://app.example");
    }

    @Test
    void listsOfThingsToComeAreEmpty() {
        assertThat(http.post("/flows/list", null).data().path("items").isEmpty())
                .isTrue();
        assertThat(http.get("/sessions").data().isArray()).isTrue();
        assertThat(http.post("/flows/list", null, "Authorization", "").status()).isEqualTo(401);
    }

    @Test
    void filesOfInputsAreTakenInAndShownAgain() {
        Http.Answer answer =
                http.post("/apps/run", "{\"app\":\"test/files\",\"input\":{\"file\":\"http://files/f1\"}}");

        assertThat(scheduler.nextSubmission().getInput().toStringUtf8()).isEqualTo("{\"file\":\"inf://files/f1\"}");
        assertThat(answer.data().path("input").path("file").asText()).isEqualTo("http://files/f1");
    }
}
