package dev.hearth.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.connection.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
    private static final String STREAM = "GET /tasks/t1/stream";

    @TempDir
    private Path folder = Path.of("");

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = new Shell(gateway.connection());

    @BeforeEach
    void acceptTasks() {
        gateway.answers("POST /apps/run", "{\"id\":\"t1\",\"status\":1,\"status_text\":\"received\",\"output\":null}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void printsTheOutputOfACompletedTask() throws IOException {
        Path input = Files.writeString(folder.resolve("input.json"), "{\"price\":0.10,\"big\":12345678901234567890}");
        gateway.streams(STREAM, "{\"id\":\"t1\",\"status\":10,\"output\":{\"sum\":1.50}}");

        int exit = shell.type("app", "run", "user/app-name", "--input", input.toString(), "--function", "upscale");

        assertThat(exit).isZero();
        assertThat(shell.printed()).isEqualToIgnoringNewLines("{\n  \"sum\" : 1.50\n}");
        JsonNode request = gateway.last("POST /apps/run").json();
        assertThat(request.path("app").asText()).isEqualTo("user/app-name");
        assertThat(request.path("function").asText()).isEqualTo("upscale");
        assertThat(request.path("input").toString()).isEqualTo("{\"price\":0.10,\"big\":12345678901234567890}");
        assertThat(request.has("setup")).isFalse();
    }

    @Test
    void tellsAFailedTaskByItsExitCode() {
        gateway.streams(
                STREAM, "{\"id\":\"t1\",\"status\":11,\"status_text\":\"failed\",\"error\":\"ValueError: no\"}");

        assertThat(shell.type("app", "run", "a/b")).isEqualTo(1);
        assertThat(shell.printed()).isEmpty();
        assertThat(shell.told()).contains("task t1 failed: ValueError: no");
    }

    @Test
    void printsPartialOutputsAsTheyCome() {
        gateway.streams(
                STREAM,
                "{\"id\":\"t1\",\"status\":7,\"output\":null}",
                "{\"data\":{\"output\":{\"text\":\"a\"}},\"fields\":[\"output\"]}",
                "{\"data\":{\"output\":{\"text\":\"a\"}},\"fields\":[\"logs\"]}",
                "{\"type\":\"heartbeat\"}",
                "{\"id\":\"t1\",\"status\":10,\"output\":{\"text\":\"ab\"}}");

        shell.type("app", "run", "a/b", "--stream");

        assertThat(shell.printed()).isEqualTo("{\"text\":\"a\"}\n{\"text\":\"ab\"}\n");
    }

    @Test
    void comesBackAtOnceIfToldNotToWait() {
        assertThat(shell.type("app", "run", "a/b", "--no-wait")).isZero();

        assertThat(shell.printed()).isEqualTo("t1\n");
        assertThat(gateway.requests()).containsExactly("POST /apps/run");
    }

    @Test
    void goesOnFollowingWhenTheStreamBreaksOff() {
        gateway.streams(STREAM, "{\"id\":\"t1\",\"status\":7}")
                .streams(STREAM, "{\"id\":\"t1\",\"status\":10,\"output\":1}");

        assertThat(shell.type("app", "run", "a/b")).isZero();

        assertThat(shell.printed()).isEqualTo("1\n");
        assertThat(gateway.requests()).containsExactly("POST /apps/run", STREAM, STREAM);
    }

    @Test
    void goesOnFollowingWhenTheSchedulerIsAwayForAMoment() {
        gateway.refuses(STREAM, 503, "unavailable", "no leader")
                .streams(STREAM, "{\"id\":\"t1\",\"status\":10,\"output\":1}");

        assertThat(shell.type("app", "run", "a/b", "--wait")).isZero();

        assertThat(shell.printed()).isEqualTo("1\n");
    }

    @Test
    void printsTheWholeTaskForPrograms() throws IOException {
        gateway.streams(STREAM, "{\"id\":\"t1\",\"status\":11,\"error\":\"no\"}");

        assertThat(shell.type("app", "run", "a/b", "--json")).isEqualTo(1);

        assertThat(Json.parse(shell.printed()).path("error").asText()).isEqualTo("no");
    }

    @Test
    void listsWhatTheAppRequires() {
        FakeGateway strict = new FakeGateway()
                .answersRaw(
                        "POST /apps/run",
                        412,
                        "{\"satisfied\":false,\"errors\":[{\"type\":\"secret\",\"key\":\"HF_TOKEN\",\"message\":\"secret"
                                + " HF_TOKEN is not set\",\"action\":{\"type\":\"add_secret\"}}]}");
        Shell other = new Shell(strict.connection());

        assertThat(other.type("app", "run", "a/b")).isEqualTo(5);
        assertThat(other.told()).contains("secret HF_TOKEN is not set (add secret)");
        strict.close();
    }

    @Test
    void saysThatAnAppIsUnknown() {
        FakeGateway empty = new FakeGateway().refuses("POST /apps/run", 404, "not_found", "app not found: a/b");
        Shell other = new Shell(empty.connection());

        assertThat(other.type("app", "run", "a/b")).isEqualTo(5);
        assertThat(other.told()).contains("app not found: a/b (HTTP 404 not_found)");
        empty.close();
    }

    @Test
    void saysThatTheServerIsAway() {
        FakeGateway away = new FakeGateway();
        Connection connection = away.connection();
        away.close();
        Shell other = new Shell(connection);

        assertThat(other.type("app", "run", "a/b")).isEqualTo(3);
        assertThat(other.told()).contains("cannot reach");
    }

    @Test
    void sendsNothingIfTheInputIsNotJson() throws IOException {
        Path input = Files.writeString(folder.resolve("input.json"), "{\n  \"a\": nope\n}");

        assertThat(shell.type("app", "run", "a/b", "--input", input.toString())).isEqualTo(2);
        assertThat(shell.told()).contains("input.json:2:");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void uploadsTheFilesOfThisMachineThatTheInputNames() throws IOException {
        Files.writeString(folder.resolve("cat.png"), "meow");
        Path input = Files.writeString(
                folder.resolve("input.json"),
                "{\"image\":\"cat.png\",\"more\":[\"https://x.test/a.png\",{\"path\":\"./cat.png\"}],\"text\":\"cat.png\"}");
        gateway.answers("GET /apps/a/b", """
                        {"id":"app1","version":{"functions":{"upscale":{"input_schema":{"properties":{
                          "image":{"$ref":"#/$defs/Picture"},"text":{"type":"string"},
                          "more":{"anyOf":[{"type":"array","items":{"type":"string","format":"file"}},{"type":"null"}]}},
                          "$defs":{"Picture":{"type":"string","format":"file"}}}}}}}""")
                .answers(
                        "POST /files",
                        "[{\"id\":\"f1\",\"uri\":\"https://files.test/f1\",\"upload_url\":\"%s/put/f1\"}]"
                                .formatted(gateway.connection().baseUrl()))
                .answers("PUT /put/f1", "{}");
        gateway.streams(STREAM, "{\"id\":\"t1\",\"status\":10,\"output\":1}");

        assertThat(shell.type("app", "run", "a/b", "--function", "upscale", "--input", input.toString()))
                .isZero();

        assertThat(gateway.last("PUT /put/f1").body()).isEqualTo("meow");
        assertThat(gateway.last("POST /apps/run").json().path("input").toString())
                .isEqualTo(
                        "{\"image\":\"https://files.test/f1\",\"more\":[\"https://x.test/a.png\",\"https://files.test/f1\"],\"text\":\"cat.png\"}");
        assertThat(gateway.requests().stream().filter("POST /files"::equals)).hasSize(1);
    }

    @Test
    void sendsTextAsTextWhereAFileOrTextMayStand() throws IOException {
        Files.writeString(folder.resolve("cat.png"), "meow");
        Path input = Files.writeString(folder.resolve("input.json"), "{\"one\":\"./a text\",\"two\":\"cat.png\"}");
        gateway.answers("GET /apps/a/b", """
                        {"id":"app1","version":{"functions":{},"input_schema":{
                          "properties":{"one":{"$ref":"#/$defs/E"},"two":{"$ref":"#/$defs/E"}},
                          "$defs":{"E":{"anyOf":[{"type":"string","format":"file"},{"type":"string"}]}}}}}""")
                .answers(
                        "POST /files",
                        "[{\"id\":\"f1\",\"uri\":\"https://files.test/f1\",\"upload_url\":\"%s/put/f1\"}]"
                                .formatted(gateway.connection().baseUrl()))
                .answers("PUT /put/f1", "{}")
                .answers("POST /apps/run", "{\"id\":\"t1\",\"status\":1}");

        shell.type("app", "run", "a/b", "--input", input.toString(), "--no-wait");

        assertThat(gateway.last("POST /apps/run").json().path("input").toString())
                .isEqualTo("{\"one\":\"./a text\",\"two\":\"https://files.test/f1\"}");
    }

    @Test
    void saysWhichFileOfTheInputIsNotThere() throws IOException {
        Path input = Files.writeString(folder.resolve("input.json"), "{\"image\":\"./dog.png\"}");
        gateway.answers("GET /apps/a/b", """
                {"id":"app1","version":{"functions":{},"input_schema":{"properties":{"image":{"type":"string","format":"file"}}}}}""");

        assertThat(shell.type("app", "run", "a/b", "--input", input.toString())).isEqualTo(2);

        assertThat(shell.told()).contains("input/image: there is no file ./dog.png");
        assertThat(gateway.requests()).containsExactly("GET /apps/a/b");
    }

    @Test
    void asksForAReference() {
        assertThat(shell.type("app", "run")).isEqualTo(2);
        assertThat(shell.type("app")).isEqualTo(2);
        assertThat(shell.type("app", "fly")).isEqualTo(2);
    }
}
