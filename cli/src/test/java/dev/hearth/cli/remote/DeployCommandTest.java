package dev.hearth.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployCommandTest {
    private static final String VERSION =
            "{\"version\":{\"id\":\"53bk0yzkth5vevthqdvv81zpzy\",\"short_id\":\"53bk0yzk\","
                    + "\"status\":\"%s\",\"error\":\"%s\",\"checksum\":\"%s\",\"warnings\":[]}}";

    @TempDir
    private Path app = Path.of("");

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = new Shell(gateway.connection());

    @BeforeEach
    void makeAnApp() throws IOException {
        Files.writeString(app.resolve("inf.yml"), "name: sample\n");
        Files.writeString(app.resolve("inference.py"), "class App: pass\n");
        gateway.answers("GET /me", "{\"team\":{\"username\":\"ada\"}}")
                .answers(
                        "POST /files",
                        "[{\"id\":\"f1\",\"uri\":\"%s/f/f1\",\"upload_url\":\"%s/upload/f1\"}]"
                                .formatted(gateway.url(), gateway.url()))
                .answersRaw("PUT /upload/f1", 200, "")
                .answers(
                        "POST /apps/ada/sample/versions",
                        "{\"id\":\"v1\",\"app_id\":\"a1\",\"status\":\"building\",\"build_task_id\":\"t1\"}")
                .streams(
                        "GET /tasks/t1/stream",
                        "{\"id\":\"t1\",\"status\":7,\"logs\":[{\"id\":\"1\",\"content\":\"resolving\\n\"}]}",
                        "{\"type\":\"heartbeat\"}",
                        "{\"data\":{\"logs\":[{\"id\":\"1\",\"content\":\"resolving\\n\"},{\"id\":\"2\",\"content\":\"done\\n\"}]},"
                                + "\"fields\":[\"logs\"]}",
                        "{\"id\":\"t1\",\"status\":10,\"logs\":[{\"id\":\"2\",\"content\":\"done\\n\"}]}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void packsUploadsBuildsAndPrintsTheReference() {
        gateway.answers("GET /apps/a1/versions/v1", VERSION.formatted("building", "", ""))
                .answers("GET /apps/a1/versions/v1", VERSION.formatted("ready", "", ""));

        int exit = shell.type("app", "deploy", app.toString(), "--tag", "v2");

        assertThat(exit).isZero();
        assertThat(shell.printed()).isEqualTo("ada/sample@53bk0yzk\n");
        assertThat(shell.told()).contains("packed 2 files", "  resolving\n  done\n");
        JsonNode request = gateway.last("POST /apps/ada/sample/versions").json();
        assertThat(request.path("archive_file_id").asText()).isEqualTo("f1");
        assertThat(request.path("tag").asText()).isEqualTo("v2");
        assertThat(gateway.last("POST /files").json().path("category").asText()).isEqualTo("repos");
    }

    @Test
    void uploadsTheWholeArchiveWithoutAKey() {
        gateway.answers("GET /apps/a1/versions/v1", VERSION.formatted("ready", "", ""));

        shell.type("app", "deploy", app.toString());

        FakeGateway.Asked upload = gateway.last("PUT /upload/f1");
        assertThat(upload.authorization()).isEmpty();
        assertThat(upload.body())
                .hasSize(gateway.last("POST /files").json().at("/files/0/size").asInt());
        assertThat(gateway.last("POST /files").authorization()).isEqualTo("Bearer key");
    }

    @Test
    void showsTheAuthorsLineWhenTheBuildFails() {
        gateway.answers("GET /apps/a1/versions/v1", VERSION.formatted("failed", "inference.py:7: invalid syntax", ""));

        int exit = shell.type("app", "deploy", app.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(shell.told()).contains("inference.py:7: invalid syntax");
    }

    @Test
    void printsAVersionForPrograms() throws IOException {
        gateway.answers("GET /apps/a1/versions/v1", VERSION.formatted("ready", "", ""));

        shell.type("app", "deploy", app.toString(), "--json");

        JsonNode result = Json.parse(shell.printed());
        assertThat(result.path("reference").asText()).isEqualTo("ada/sample@53bk0yzk");
        assertThat(result.path("version").path("status").asText()).isEqualTo("ready");
    }

    @Test
    void sendsNothingForAFolderThatIsNoApp() throws IOException {
        Files.delete(app.resolve("inf.yml"));

        assertThat(shell.type("app", "deploy", app.toString())).isEqualTo(1);
        assertThat(shell.told()).contains("has no inf.yml");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void sendsNothingForAFolderWithoutCode() throws IOException {
        Files.delete(app.resolve("inference.py"));

        assertThat(shell.type("app", "deploy", app.toString())).isEqualTo(1);
        assertThat(shell.told()).contains("has no inference.py");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void takesAFolderThatIsNotThereAsAWrongCommandLine() {
        assertThat(shell.type("app", "deploy", app.resolve("none").toString())).isEqualTo(2);
        assertThat(shell.told()).contains("there is no folder");
    }

    @Test
    void namesTheLineOfABrokenManifest() throws IOException {
        Files.writeString(app.resolve("inf.yml"), "name: sample\nresources: [1\n");

        assertThat(shell.type("app", "deploy", app.toString())).isEqualTo(1);
        assertThat(shell.told()).containsPattern("inf\\.yml:\\d+: not YAML: .*expected");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void saysWhatAManifestInAnotherEncodingIs() throws IOException {
        Files.write(app.resolve("inf.yml"), new byte[] {'n', (byte) 0xff, (byte) 0xfe});

        assertThat(shell.type("app", "deploy", app.toString())).isEqualTo(1);
        assertThat(shell.told()).contains("inf.yml is not text in UTF-8");
    }

    @Test
    void saysWhichNameCannotBeOne() throws IOException {
        Files.writeString(app.resolve("inf.yml"), "name: my app\n");

        assertThat(shell.type("app", "deploy", app.toString())).isEqualTo(1);
        assertThat(shell.told()).contains("name 'my app'");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void publishesUnchangedContentOnceForTheStartOfTheStack() {
        RemoteApps apps = new RemoteApps(gateway.connection());
        String digest;
        try (AppArchive archive = AppArchive.of(app)) {
            digest = archive.sha256();
        }
        gateway.answers("GET /apps/ada/sample", VERSION.formatted("ready", "", digest));

        String reference = apps.deploy(app, "", _ -> {});

        assertThat(reference).isEqualTo("ada/sample");
        assertThat(gateway.requests()).doesNotContain("POST /files");
    }

    @Test
    void publishesChangedContentForTheStartOfTheStack() {
        RemoteApps apps = new RemoteApps(gateway.connection());
        gateway.answers("GET /apps/ada/sample", VERSION.formatted("ready", "", "other"))
                .answers("GET /apps/a1/versions/v1", VERSION.formatted("ready", "", ""));

        apps.deploy(app, "", _ -> {});

        assertThat(gateway.requests()).contains("PUT /upload/f1");
    }
}
