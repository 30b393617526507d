package dev.hearth.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskCommandsTest {
    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = new Shell(gateway.connection());

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void showsATask() {
        gateway.answers(
                "GET /tasks/t1",
                "{\"id\":\"t1\",\"status\":2,\"status_text\":\"queued\",\"wait_reason\":{\"text\":\"all busy\"}}");

        assertThat(shell.type("task", "get", "t1")).isZero();
        assertThat(shell.printed()).containsPattern("status +queued").contains("all busy");
    }

    @Test
    void saysThatATaskIsUnknown() {
        gateway.refuses("GET /tasks/t1", 404, "not_found", "task not found: t1");

        assertThat(shell.type("task", "get", "t1")).isEqualTo(5);
        assertThat(shell.told()).contains("task not found: t1");
    }

    @Test
    void refusesAnIdThatLeadsElsewhere() {
        assertThat(shell.type("task", "get", "../teams")).isEqualTo(2);
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void listsOverSeveralPages() {
        gateway.answers(
                        "POST /tasks/list",
                        "{\"items\":[{\"id\":\"t1\",\"status\":10,\"status_text\":\"completed\"}],\"has_next\":true,"
                                + "\"next_cursor\":\"c\"}")
                .answers(
                        "POST /tasks/list",
                        "{\"items\":[{\"id\":\"t2\",\"status\":7,\"status_text\":\"running\"}],\"has_next\":false}");

        assertThat(shell.type("task", "list")).isZero();
        assertThat(shell.printed()).contains("t1", "completed", "t2", "running");
        assertThat(gateway.last("POST /tasks/list").json().path("cursor").asText())
                .isEqualTo("c");
    }

    @Test
    void listsAppsByNameAndAsksForEachOnce() {
        gateway.answers(
                        "POST /tasks/list",
                        "{\"items\":[{\"id\":\"t1\",\"app_id\":\"a1\"},{\"id\":\"t2\",\"app_id\":\"a1\"},"
                                + "{\"id\":\"t3\",\"app_id\":\"gone\"}]}")
                .answers("GET /apps/a1", "{\"id\":\"a1\",\"namespace\":\"ada\",\"name\":\"sample\"}")
                .refuses("GET /apps/gone", 404, "not_found", "app not found: gone");

        assertThat(shell.type("task", "list")).isZero();

        assertThat(shell.printed())
                .containsPattern("(?m)^t1 .*ada/sample$")
                .containsPattern("(?m)^t2 .*ada/sample$")
                .containsPattern("(?m)^t3 .*gone$");
        assertThat(gateway.requests()).containsOnlyOnce("GET /apps/a1");
    }

    @Test
    void listsOneTaskPerLineForPrograms() {
        gateway.answers("POST /tasks/list", "{\"items\":[{\"id\":\"t1\"},{\"id\":\"t2\"}]}");

        shell.type("task", "list", "--json");

        assertThat(shell.printed()).isEqualTo("{\"id\":\"t1\"}\n{\"id\":\"t2\"}\n");
    }

    @Test
    void cancelsWithAGrace() {
        gateway.answers("POST /tasks/t1/cancel", "{\"id\":\"t1\",\"status\":8,\"status_text\":\"cancelling\"}");

        assertThat(shell.type("task", "cancel", "t1", "--grace", "3")).isZero();
        assertThat(shell.printed()).isEqualTo("t1 cancelling\n");
        assertThat(gateway.last("POST /tasks/t1/cancel").json().path("timeout").asInt())
                .isEqualTo(3000);
    }

    @Test
    void looksAtTheTaskIfTheCancelSaysNothing() {
        gateway.answers("POST /tasks/t1/cancel", "null")
                .answers("GET /tasks/t1", "{\"id\":\"t1\",\"status\":12,\"status_text\":\"cancelled\"}");

        shell.type("task", "cancel", "t1");

        assertThat(shell.printed()).isEqualTo("t1 cancelled\n");
    }

    @Test
    void printsALog() {
        gateway.answers(
                "GET /tasks/t1/logs",
                "{\"task_id\":\"t1\",\"logs\":[{\"id\":\"1\",\"content\":\"one\\ntwo\\n\"},{\"id\":\"2\",\"content\":\"three\\n\"}]}");

        assertThat(shell.type("task", "logs", "t1")).isZero();
        assertThat(shell.printed()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void watchesATaskToItsEnd() {
        gateway.streams(
                "GET /tasks/t1/stream",
                "{\"id\":\"t1\",\"status\":7,\"status_text\":\"running\",\"logs\":[{\"id\":\"1\",\"content\":\"hello\"}]}",
                "{\"id\":\"t1\",\"status\":12,\"status_text\":\"cancelled\"}");

        assertThat(shell.type("task", "watch", "t1")).isEqualTo(1);
        assertThat(shell.told()).startsWith("running\nhello\ncancelled\n");
    }

    @Test
    void makesATeamAndPrintsItsKey() {
        gateway.answers("POST /teams", "{\"id\":\"x\",\"username\":\"red\",\"owner_key\":\"inf_123\"}");

        assertThat(shell.type("team", "create", "red")).isZero();
        assertThat(shell.printed()).isEqualTo("inf_123\n");
    }

    @Test
    void makesAKeyWithScopes() {
        gateway.answers("POST /apikeys", "{\"id\":\"k\",\"key\":\"inf_456\"}");

        assertThat(shell.type("key", "create", "ci", "--scope", "apps:execute,files"))
                .isZero();
        assertThat(shell.printed()).isEqualTo("inf_456\n");
        assertThat(gateway.last("POST /apikeys").json().path("scopes").toString())
                .isEqualTo("[\"apps:execute\",\"files\"]");
    }

    @Test
    void listsApps() {
        gateway.answers(
                "POST /apps/list",
                "{\"items\":[{\"namespace\":\"local\",\"name\":\"noop\",\"version_id\":\"53bk0yzkth5vevthqdvv81zpzy\","
                        + "\"description\":\"Nothing.\"}]}");

        assertThat(shell.type("app", "list")).isZero();
        assertThat(shell.printed()).contains("local/noop  53bk0yzk  Nothing.");
    }

    @Test
    void readsAnEventForPeople() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8), System.err);

        new EventPrinter(console, false)
                .print("{\"time\":\"2026-01-01T00:00:00Z\",\"subject\":\"t1\",\"data\":{\"version\":2,\"transitions\":["
                        + "{\"status\":\"queued\"},{\"status\":\"dispatched\"}]}}");

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("2026-01-01T00:00:00Z  t1  v2  queued > dispatched\n");
    }
}
