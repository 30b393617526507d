package dev.hearth.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AppCommandsTest {
    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = new Shell(gateway.connection());

    @BeforeEach
    void publish() {
        gateway.answers(
                        "GET /apps/ada/sample",
                        "{\"id\":\"a1\",\"version_id\":\"v1\",\"version\":{\"id\":\"v1\",\"build_task_id\":\"b1\"}}")
                .answers(
                        "POST /apps/a1/versions/list",
                        "{\"items\":[{\"id\":\"v2\",\"short_id\":\"v2\",\"status\":\"failed\",\"error\":\"no luck\\nat all\","
                                + "\"build_task_id\":\"b2\"},"
                                + "{\"id\":\"v1\",\"short_id\":\"v1\",\"status\":\"ready\",\"tag\":\"first\","
                                + "\"functions\":{\"run\":{},\"count\":{}}}],\"has_next\":false}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void listsVersionsWithAMarkAtTheCurrentOne() {
        assertThat(shell.type("app", "versions", "ada/sample")).isZero();

        assertThat(shell.printed())
                .containsPattern("(?m)^ +v2 +failed.*no luck$")
                .containsPattern("(?m)^\\* +v1 +ready +first +run count$");
    }

    @Test
    void printsTheLogOfTheNewestTask() {
        gateway.answers("POST /tasks/list", "{\"items\":[{\"id\":\"t1\"}],\"has_next\":false}")
                .answers("GET /tasks/t1/logs", "{\"logs\":[{\"id\":\"1\",\"content\":\"hello\\n\"}]}");

        assertThat(shell.type("app", "logs", "ada/sample")).isZero();

        assertThat(shell.printed()).isEqualTo("hello\n");
        assertThat(gateway.last("POST /tasks/list").json().path("filters").toString())
                .isEqualTo("[{\"field\":\"app_id\",\"operator\":\"eq\",\"value\":\"a1\"}]");
    }

    @Test
    void printsTheLogOfTheNewestBuildEvenIfItFailed() {
        gateway.answers("GET /tasks/b2/logs", "{\"logs\":[{\"id\":\"1\",\"content\":\"resolving\\n\"}]}");

        assertThat(shell.type("app", "logs", "ada/sample", "--build")).isZero();

        assertThat(shell.printed()).isEqualTo("resolving\n");
    }

    @Test
    void followsALogToTheEndOfItsTask() {
        gateway.answers("POST /tasks/list", "{\"items\":[{\"id\":\"t1\"}],\"has_next\":false}")
                .streams(
                        "GET /tasks/t1/stream",
                        "{\"id\":\"t1\",\"status\":7,\"logs\":[{\"id\":\"1\",\"content\":\"one\\n\"}]}",
                        "{\"id\":\"t1\",\"status\":11,\"logs\":[{\"id\":\"1\",\"content\":\"one\\n\"},"
                                + "{\"id\":\"2\",\"content\":\"two\\n\"}]}");

        assertThat(shell.type("app", "logs", "ada/sample", "--follow")).isEqualTo(1);

        assertThat(shell.printed()).isEqualTo("one\ntwo\n");
    }

    @Test
    void saysThatAnAppHasNoTaskYet() {
        gateway.answers("POST /tasks/list", "{\"items\":[],\"has_next\":false}");

        assertThat(shell.type("app", "logs", "ada/sample")).isEqualTo(5);
        assertThat(shell.told()).contains("ada/sample has no task yet");
    }

    @Test
    void refusesWhatNamesNoApp() {
        assertThat(shell.type("app", "versions", "../teams")).isEqualTo(2);
        assertThat(gateway.requests()).isEmpty();
    }
}
