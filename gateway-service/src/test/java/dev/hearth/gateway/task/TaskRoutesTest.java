package dev.hearth.gateway.task;

import static dev.hearth.proto.v1.TaskStatus.TASK_STATUS_DISPATCHED;
import static dev.hearth.proto.v1.TaskStatus.TASK_STATUS_RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.hearth.gateway.testing.FakeTeams;
import dev.hearth.gateway.testing.Http;
import dev.hearth.gateway.testing.ScriptedScheduler;
import dev.hearth.gateway.testing.TestGateway;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.TaskSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TaskRoutesTest {
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
    void showsATaskAndItsStatusAlike() {
        String task = runningTask();

        JsonNode whole = http.get("/tasks/" + task).data();
        JsonNode status = http.get("/v1/tasks/" + task + "/status").data();

        assertThat(whole.path("status")).isEqualTo(status.path("status"));
        assertThat(status.path("status").isInt()).isTrue();
        assertThat(status.path("id").asText()).isEqualTo(task);
        assertThat(status.has("updated_at")).isTrue();
        assertThat(whole.path("visibility").asText()).isEqualTo("private");
        assertThat(whole.path("rating").asText()).isEqualTo("unrated");
        assertThat(whole.path("events").path(0).path("id").asText()).hasSize(26);
    }

    @Test
    void oneTeamNeverSeesAnothersTasks() {
        String task = runningTask();

        for (String path : new String[] {"", "/status", "/logs", "/timings", "/telemetry", "/stream"}) {
            Http.Answer answer = http.get("/tasks/" + task + path, "Authorization", FakeTeams.OTHER_KEY);
            assertThat(answer.status()).as(path).isEqualTo(404);
        }
        Http.Answer cancel = http.post("/tasks/" + task + "/cancel", null, "Authorization", FakeTeams.OTHER_KEY);
        Http.Answer list = http.post("/tasks/list", null, "Authorization", FakeTeams.OTHER_KEY);
        assertThat(cancel.status()).isEqualTo(404);
        assertThat(list.data().path("items")).isEmpty();
    }

    @Test
    void listsTasksNewestFirstByStatus() {
        runningTask();
        String done = runningTask();
        scheduler.complete(done, "{}");
        String filter =
                "{\"filters\":[{\"field\":\"status\",\"operator\":\"in\",\"value\":[10,\"failed\"]}],\"cursor\":null}";

        JsonNode page = http.post("/tasks/list", filter).data();

        assertThat(page.path("items").path(0).path("id").asText()).isEqualTo(done);
        assertThat(page.path("items")).allMatch(task -> task.path("status").asInt() >= 10);
        assertThat(page.path("next_cursor").asText()).isEmpty();
        assertThat(page.path("has_next").isBoolean()).isTrue();
        assertThat(page.path("items_per_page").asInt()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"limit\":0}",
                "{\"limit\":\"5\"}",
                "{\"cursor\":5}",
                "{\"direction\":\"up\"}",
                "{\"filters\":{}}",
                "{\"filters\":[5]}",
                "{\"filters\":[{\"field\":\"status\",\"value\":77}]}",
                "{\"filters\":[{\"field\":\"colour\",\"value\":\"red\"}]}",
                "{\"filters\":[{\"field\":\"app_id\",\"operator\":\"like\",\"value\":\"a\"}]}",
                "{\"filters\":[{\"field\":\"function\",\"value\":\"a\\u0000b\"}]}",
                "{\"sort\":[{\"field\":\"colour\"}]}",
                "{"
            })
    void refusesListsItCannotMake(String body) {
        assertThat(http.post("/tasks/list", body).status()).isEqualTo(400);
    }

    @Test
    void cancelsWithOrWithoutABody() {
        String waiting = waitingTask();
        String running = runningTask();

        assertThat(cancel(waiting, null).data().path("status").asInt()).isEqualTo(12);
        assertThat(cancel(waiting, "{}").data().path("status").asInt()).isEqualTo(12);
        assertThat(cancel(running, "{\"force\":true,\"timeout\":null}")
                        .data()
                        .path("status")
                        .asInt())
                .isEqualTo(8);
        assertThat(cancel(running, "{\"timeout\":-1}").status()).isEqualTo(400);
        assertThat(cancel(running, "{\"force\":\"yes\"}").status()).isEqualTo(400);
    }

    @Test
    void deletesFinalTasksOnly() {
        String task = runningTask();
        Http.Answer refused = http.send("DELETE", "/tasks/" + task, null);
        scheduler.complete(task, "{}");

        Http.Answer deleted = http.send("DELETE", "/tasks/" + task, null);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.text()).isEmpty();
        assertThat(http.get("/tasks/" + task).status()).isEqualTo(404);
    }

    @Test
    void showsLogsAndTimings() {
        String task = runningTask();
        scheduler.log(task, "loading\n");
        scheduler.complete(task, "{}");

        JsonNode logs = http.get("/tasks/" + task + "/logs").data();
        JsonNode timings = http.get("/tasks/" + task + "/timings").data();

        assertThat(logs.path("task_id").asText()).isEqualTo(task);
        assertThat(logs.path("logs").path(0).path("content").asText()).isEqualTo("loading\n");
        assertThat(timings.path("groups"))
                .extracting(group -> group.path("label").asText())
                .containsExactly("queue", "start", "run");
        assertThat(timings.path("events").path(0).path("status").asText()).isEqualTo("received");
        assertThat(timings.path("events").path(0).path("next_status").asText()).isEqualTo("dispatched");
        assertThat(timings.path("total_duration").asText()).endsWith("s");
    }

    @Test
    void answersWhatIsNotKeptAsEmpty() {
        assertThat(http.get("/tasks/featured").data().path("items")).isEmpty();
        assertThat(http.get("/tasks/" + runningTask() + "/telemetry").data()).isEmpty();
        assertThat(http.get("/tasks/nonsense").status()).isEqualTo(404);
        assertThat(http.send("PUT", "/tasks/list", "{}").status()).isEqualTo(405);
        assertThat(http.post("/tasks/" + TaskId.random() + "/visibility", "{}").status())
                .isEqualTo(404);
    }

    @Test
    void timestampsAreThoseOfTheCalendar() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            Instant at = Instant.ofEpochSecond(random.nextLong(253_402_300_799L), random.nextInt(1_000_000_000));
            Timestamp stamp = Timestamp.newBuilder()
                    .setSeconds(at.getEpochSecond())
                    .setNanos(at.getNano())
                    .build();

            assertThat(Instant.parse(Timestamps.text(stamp))).isEqualTo(at.truncatedTo(ChronoUnit.MICROS));
        }
    }

    private static Http.Answer cancel(String task, @Nullable String body) {
        return http.post("/tasks/" + task + "/cancel", body);
    }

    private static String waitingTask() {
        TaskSpec spec = TaskSpec.newBuilder()
                .setTaskId(TaskId.random().value())
                .setTeamId(FakeTeams.TEAM.value())
                .setFunction("run")
                .setInput(ByteString.copyFromUtf8("{}"))
                .build();
        scheduler.put(spec);
        return spec.getTaskId();
    }

    private static String runningTask() {
        String task = waitingTask();
        scheduler.status(task, TASK_STATUS_DISPATCHED);
        scheduler.status(task, TASK_STATUS_RUNNING);
        return task;
    }
}
