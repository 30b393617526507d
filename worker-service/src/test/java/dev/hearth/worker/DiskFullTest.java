package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.StoredFile;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.testing.SmallDisk;
import dev.hearth.worker.testing.Samples;
import dev.hearth.worker.testing.TestEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** An engine whose disk, a small one in memory, fills up while it works. Runs where file systems may be mounted. */
@EnabledIf("dev.hearth.testing.SmallDisk#mayMount")
class DiskFullTest {
    private static final Path HOME = Path.of("target", "engines", "disk-full").toAbsolutePath();
    private static final Path FILLER = HOME.resolve("filler");
    private static final int LEFT_BYTES = 1 << 20;
    private static final int LARGE_BYTES = 3 << 20;
    private static final String APP = """
            from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, File
            class AppInput(BaseAppInput):
                f: File
            class AppOutput(BaseAppOutput):
                size: int
            class App(BaseApp):
                def run(self, input_data: AppInput) -> AppOutput:
                    return AppOutput(size=input_data.f.size)
            """;

    private static SmallDisk disk;
    private static TestEngine engine;
    private static String version;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(HOME);
        disk = SmallDisk.mount(HOME, "size=400m,mode=755");
        engine = new TestEngine("disk-full", Map.of("hearth.worker.engine.home", HOME.toString()));
        version = engine.publish(Samples.app(APP, ""));
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            engine.close();
        } finally {
            disk.close();
        }
    }

    @Test
    void aFileThatDoesNotFitFailsItsTaskAloneAndLeavesNothing() throws Exception {
        StoredFile large = engine.files.add(Samples.TEAM, "large.bin", ByteString.copyFrom(new byte[LARGE_BYTES]));
        StoredFile small = engine.files.add(Samples.TEAM, "small.bin", ByteString.copyFrom(new byte[10]));

        TaskResult refused;
        TaskResult meanwhile;
        fill();
        try {
            refused = call(large);
            assertThat(unfinished()).isEmpty();
            meanwhile = call(small);
        } finally {
            Files.delete(FILLER);
        }
        TaskResult afterwards = call(large);

        assertThat(refused.getErrorCode()).isEqualTo("FILE_UNAVAILABLE");
        assertThat(refused.getError())
                .contains("inf://files/" + large.getFileId(), "cannot be kept on the engine", "No space left");
        assertThat(meanwhile.getOutput().toStringUtf8()).contains("\"size\":10}");
        assertThat(afterwards.getOutput().toStringUtf8()).contains("\"size\":" + LARGE_BYTES);
    }

    @Test
    void anAppThatDoesNotFitIsNotBuiltAndLeavesNothing() throws Exception {
        ByteString archive = Samples.zip(Map.of(
                "inf.yml", "name: large\n",
                "inference.py", APP + "# " + "x".repeat(LARGE_BYTES),
                "requirements.txt", ""));
        long appsBefore = countIn(HOME.resolve("apps"));

        TaskResult refused;
        fill();
        try {
            refused = build(archive);
            assertThat(unfinished()).isEmpty();
            assertThat(countIn(HOME.resolve("apps"))).isEqualTo(appsBefore);
        } finally {
            Files.delete(FILLER);
        }
        TaskResult afterwards = build(archive);

        assertThat(refused.getErrorCode()).isEqualTo("BUILD_FAILED");
        assertThat(refused.getError()).contains("No space left");
        assertThat(afterwards.getOutcome()).isEqualTo(Outcome.OUTCOME_COMPLETED);
    }

    @Test
    void anEnvironmentThatDoesNotFitLeavesNothing() throws Exception {
        ByteString archive = Samples.app(APP, "pyyaml\n");

        TaskResult refused;
        fill();
        try {
            refused = build(archive);
            assertThat(unfinished()).isEmpty();
        } finally {
            Files.delete(FILLER);
        }

        assertThat(refused.getErrorCode()).isEqualTo("BUILD_FAILED");
        assertThat(refused.getError()).containsIgnoringCase("no space left");
        assertThat(build(archive).getOutcome()).isEqualTo(Outcome.OUTCOME_COMPLETED);
    }

    private static TaskResult call(StoredFile file) {
        TaskSpec call = Samples.call(version, "", "", "{\"f\":\"inf://files/%s\"}".formatted(file.getFileId()));
        engine.assign(call, 1);
        return engine.scheduler.awaitResult(call.getTaskId());
    }

    private static TaskResult build(ByteString archive) {
        TaskSpec build = Samples.build(engine.files.add(Samples.TEAM, "app.zip", archive));
        engine.assign(build, 1);
        return engine.scheduler.awaitResult(build.getTaskId());
    }

    private static void fill() throws IOException {
        long room = Files.getFileStore(HOME).getUsableSpace() - LEFT_BYTES;
        byte[] piece = new byte[1 << 20];
        try (var out = Files.newOutputStream(FILLER)) {
            for (long written = 0; written + piece.length <= room; written += piece.length) {
                out.write(piece);
            }
        }
    }

    private static List<String> unfinished() throws IOException {
        try (Stream<Path> all = Files.list(engine.home.unfinished())) {
            return all.map(Path::toString).toList();
        }
    }

    private static long countIn(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }
}
