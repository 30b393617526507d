package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.StoredFile;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.VersionManifest;
import dev.hearth.worker.archive.Trees;
import dev.hearth.worker.testing.GitRepository;
import dev.hearth.worker.testing.Samples;
import dev.hearth.worker.testing.TestEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requirements that no index answers for: git repositories, and what lies in the app. */
@SuppressWarnings("InlineFormatString") // the texts are easier to read apart
class SourceRequirementsTest {
    private static final String PROJECT = """
            [project]
            name = "made-up-%1$s"
            version = "1.0"
            [project.optional-dependencies]
            small = ["iniconfig"]
            [build-system]
            requires = ["hatchling"]
            build-backend = "hatchling.build"
            [tool.hatch.build.targets.wheel]
            packages = ["made_up_%1$s"]
            """;
    private static final String APP = """
            from inferencesh import BaseApp, BaseAppInput, BaseAppOutput
            %s
            class AppOutput(BaseAppOutput):
                value: str
            class App(BaseApp):
                def run(self, input_data: BaseAppInput) -> AppOutput:
                    return AppOutput(value=%s)
            """;

    private static TestEngine engine;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        engine = new TestEngine("engine-test", Map.of());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void pinsAGitLineToItsCommitAndBuildsItToAWheel() throws Exception {
        assumeTrue(GitRepository.isPossible());
        try (GitRepository repository = new GitRepository(folder, project("git", "python/"))) {
            String line = "git+%s@v1#subdirectory=python # ours".formatted(repository.url());
            StoredFile archive = archive(Map.of("requirements.txt", line), "import made_up_git", "made_up_git.VALUE");

            JsonNode version = published(archive);

            assertThat(version.path("lock").asText())
                    .contains("at commit " + repository.commit())
                    .containsPattern(
                            "made.up.git @ inf://files/\\w+/made_up_git-1\\.0\\S*\\.whl \\\\\n +--hash=sha256:");
            assertThat(valueOf(archive, version)).contains("from git");
        }
    }

    @Test
    void needsTheRepositoryNoMoreOnceTheVersionIsThere() throws Exception {
        assumeTrue(GitRepository.isPossible());
        StoredFile archive;
        JsonNode version;
        try (GitRepository repository = new GitRepository(folder, project("gone", ""))) {
            archive = archive(
                    Map.of("requirements.txt", "made-up-gone @ git+" + repository.url()),
                    "import made_up_gone",
                    "made_up_gone.VALUE");
            version = published(archive);
        }
        Trees.deleteContents(engine.home.environments(), Set.of());
        Trees.deleteContents(engine.home.team(new TeamId(Samples.TEAM)), Set.of());

        assertThat(valueOf(archive, version)).contains("from gone");
    }

    @Test
    void buildsProjectsInTheAppWithTheirExtras() throws Exception {
        Map<String, String> files = new HashMap<>(project("one", "one/"));
        files.putAll(project("two", "libs/two/"));
        files.put("requirements.txt", "-e ./one[small]\n./libs/two ; python_version > '3.0'");
        StoredFile archive =
                archive(files, "import made_up_one, made_up_two, iniconfig", "made_up_one.VALUE + made_up_two.VALUE");

        JsonNode version = published(archive);

        assertThat(version.path("lock").asText()).contains("iniconfig==");
        assertThat(valueOf(archive, version)).contains("from onefrom two");
    }

    @Test
    void takesWheelsThatLieInTheApp() throws Exception {
        Map<String, byte[]> files = new HashMap<>();
        files.put("wheels/made_up_wheel-1.0-py3-none-any.whl", wheel("wheel"));
        files.put("wheels/made_up_found-1.0-py3-none-any.whl", wheel("found"));
        files.put(
                "requirements.txt",
                "./wheels/made_up_wheel-1.0-py3-none-any.whl\n-f ./wheels\nmade-up-found"
                        .getBytes(StandardCharsets.UTF_8));
        StoredFile archive = binaryArchive(
                files, "import made_up_wheel, made_up_found", "made_up_wheel.VALUE + made_up_found.VALUE");

        assertThat(valueOf(archive, published(archive))).contains("from wheelfrom found");
    }

    @Test
    void locksAWheelThatIsNamedByItsUrlWithItsHash() throws Exception {
        Files.write(folder.resolve("made_up_url-1.0-py3-none-any.whl"), wheel("url"));
        HttpServer server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), folder, OutputLevel.NONE);
        server.start();
        try {
            String url = "http://127.0.0.1:%d/made_up_url-1.0-py3-none-any.whl"
                    .formatted(server.getAddress().getPort());
            StoredFile archive = archive(Map.of("requirements.txt", url), "import made_up_url", "made_up_url.VALUE");

            JsonNode version = published(archive);

            assertThat(version.path("lock").asText()).contains(url).contains("--hash=sha256:");
            assertThat(valueOf(archive, version)).contains("from url");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void locksTheSecondFileByItself() throws Exception {
        Map<String, String> files = new HashMap<>(project("second", "second/"));
        files.put("requirements.txt", "iniconfig<2.1");
        files.put("requirements2.txt", "# after the first\n./second\niniconfig>=2.1");
        StoredFile archive = archive(
                files,
                "import made_up_second\nfrom importlib.metadata import version",
                "made_up_second.VALUE + version('iniconfig')");

        JsonNode version = published(archive);

        assertThat(version.path("lock").asText()).contains("iniconfig==2.0");
        assertThat(version.path("second_lock").asText())
                .contains("iniconfig==2.")
                .contains("inf://files/");
        assertThat(valueOf(archive, version)).containsPattern("from second2\\.[1-9]");
    }

    @Test
    void namesTheLineOfARepositoryThatIsNotThere() {
        TaskResult result = build(archive(
                Map.of("requirements.txt", "\n# x\ngit+http://user:secret@127.0.0.1:9/a/b.git@main"), "", "''"));

        assertThat(result.getErrorCode()).isEqualTo("BUILD_FAILED");
        assertThat(result.getError())
                .contains("requirements.txt:3: ")
                .contains("cannot be fetched")
                .contains("127.0.0.1");
        assertThat(result.getError().lines().findFirst().orElseThrow()).doesNotContain("secret");
    }

    @Test
    void namesTheLineOfAProjectThatCannotBeBuilt() {
        TaskResult result =
                build(archive(Map.of("requirements.txt", "./broken", "broken/pyproject.toml", "[project"), "", "''"));

        assertThat(result.getErrorCode()).isEqualTo("BUILD_FAILED");
        assertThat(result.getError())
                .contains("requirements.txt:1: './broken' cannot be built")
                .contains("TOML");
    }

    @Test
    void keepsTheAuthorsLineNumbersInTheResolversWords() {
        TaskResult result = build(archive(Map.of("requirements.txt", "inferencesh\n# x\nnumpy==="), "", "''"));

        assertThat(result.getErrorCode()).isEqualTo("BUILD_FAILED");
        assertThat(result.getError()).contains("requirements.txt").doesNotContain("hearth-");
    }

    private static Map<String, String> project(String name, String folder) {
        return Map.of(
                folder + "pyproject.toml",
                PROJECT.formatted(name),
                folder + "made_up_" + name + "/__init__.py",
                "VALUE = 'from " + name + "'\n");
    }

    private static byte[] wheel(String name) {
        String info = "made_up_" + name + "-1.0.dist-info/";
        return Samples.zip(Map.of(
                        "made_up_" + name + "/__init__.py",
                        "VALUE = 'from " + name + "'\n",
                        info + "METADATA",
                        "Metadata-Version: 2.1\nName: made-up-" + name + "\nVersion: 1.0\n",
                        info + "WHEEL",
                        "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                        info + "RECORD",
                        ""))
                .toByteArray();
    }

    private static StoredFile archive(Map<String, String> files, String imports, String value) {
        Map<String, byte[]> all = new HashMap<>();
        files.forEach((name, content) -> all.put(name, content.getBytes(StandardCharsets.UTF_8)));
        return binaryArchive(all, imports, value);
    }

    private static StoredFile binaryArchive(Map<String, byte[]> files, String imports, String value) {
        Map<String, byte[]> all = new HashMap<>(files);
        all.put("inf.yml", "name: made-up\n".getBytes(StandardCharsets.UTF_8));
        all.put("inference.py", APP.formatted(imports, value).getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : all.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return engine.files.add(Samples.TEAM, "app.zip", ByteString.copyFrom(bytes.toByteArray()));
    }

    private static TaskResult build(StoredFile archive) {
        TaskSpec task = Samples.build(archive);
        engine.assign(task, 1);
        return engine.scheduler.awaitResult(task.getTaskId());
    }

    private static JsonNode published(StoredFile archive) throws IOException {
        TaskResult result = build(archive);
        assertThat(result.getError()).isEmpty();
        return new ObjectMapper().readTree(result.getOutput().toStringUtf8());
    }

    private static String valueOf(StoredFile archive, JsonNode version) {
        String id = "version-" + archive.getFileId();
        engine.catalog.add(VersionManifest.newBuilder()
                .setAppId("app")
                .setAppVersionId(id)
                .setOwnerTeamId(Samples.TEAM)
                .setArchiveFileId(archive.getFileId())
                .setArchiveSha256(archive.getSha256())
                .setPython(version.path("python").asText())
                .setLock(version.path("lock").asText())
                .setSecondLock(version.path("second_lock").asText())
                .build());
        TaskSpec call = Samples.call(id, "", "{}", "{}");
        engine.assign(call, 1);
        TaskResult result = engine.scheduler.awaitResult(call.getTaskId());
        assertThat(result.getError()).isEmpty();
        assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_COMPLETED);
        return result.getOutput().toStringUtf8();
    }
}
