package dev.hearth.worker.testing;

import com.google.protobuf.ByteString;
import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.SessionUse;
import dev.hearth.proto.v1.StoredFile;
import dev.hearth.proto.v1.TaskKind;
import dev.hearth.proto.v1.TaskSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Apps to publish and tasks to run. */
public final class Samples {
    public static final String TEAM = "local";
    private static final Path APPS = Path.of("..", "apps");

    private Samples() {}

    /** A sample of the repository, packed as the CLI does. */
    public static ByteString sample(String name) {
        return packed(APPS.resolve(name));
    }

    /** The app that tries what an app must not be able to do. */
    public static ByteString hostile() {
        return packed(Path.of("src", "test", "resources", "hostile"));
    }

    private static ByteString packed(Path folder) {
        Map<String, String> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (!file.toString().contains("__pycache__")) {
                    files.put(folder.relativize(file).toString(), Files.readString(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zip(files);
    }

    /** An app of one module. */
    public static ByteString app(String inference, String requirements) {
        return zip(Map.of(
                "inf.yml", "name: made-up\nkernel: python-3.11\n",
                "inference.py", inference,
                "requirements.txt", requirements));
    }

    public static ByteString zip(Map<String, String> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }

    public static TaskSpec build(StoredFile archive) {
        String input =
                "{\"archive_file_id\":\"%s\",\"archive_sha256\":\"%s\",\"app_id\":\"a\",\"app_version_id\":\"v\"}"
                        .formatted(archive.getFileId(), archive.getSha256());
        return TaskSpec.newBuilder()
                .setTaskId(Ids.random())
                .setTeamId(TEAM)
                .setKind(TaskKind.TASK_KIND_BUILD)
                .setInput(ByteString.copyFromUtf8(input))
                .build();
    }

    public static TaskSpec call(String versionId, String function, String setup, String input) {
        return TaskSpec.newBuilder()
                .setTaskId(Ids.random())
                .setTeamId(TEAM)
                .setAppId("app")
                .setAppVersionId(versionId)
                .setFunction(function)
                .setSetupHash(versionId + "-" + setup.hashCode())
                .setSetup(ByteString.copyFromUtf8(setup))
                .setInput(ByteString.copyFromUtf8(input))
                .setKind(TaskKind.TASK_KIND_RUN)
                .build();
    }

    /** The same as a call of a session. */
    public static TaskSpec inSession(TaskSpec call, String session, boolean opens) {
        return call.toBuilder()
                .setSession(SessionUse.newBuilder()
                        .setSessionId(session)
                        .setOpens(opens)
                        .setIdleTimeoutSeconds(60))
                .build();
    }

    /** Names of the samples. */
    public static List<String> names() {
        return List.of("noop", "counter", "streaming", "failures", "text-templating", "session-test");
    }
}
