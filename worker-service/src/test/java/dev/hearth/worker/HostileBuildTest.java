package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.worker.testing.Samples;
import dev.hearth.worker.testing.TestEngine;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A publishing whose code takes memory without end fails with that reason, whether or not the kernel holds the limit. */
class HostileBuildTest {
    private static final String BOMB = """
            import os
            held = []
            while True:
                held.append(bytearray(os.urandom(1 << 20)) * 16)
            """;
    private static final String GOOD = """
            from inferencesh import BaseApp, BaseAppInput, BaseAppOutput
            class App(BaseApp):
                async def run(self, input_data: BaseAppInput) -> BaseAppOutput:
                    return BaseAppOutput()
            """;

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void endsAnImportThatTakesMemoryWithoutEnd(String controlGroups) throws IOException {
        try (TestEngine engine = engine(controlGroups)) {
            Assumptions.assumeTrue(engine.jail.isClosed(), "there is no jail here");

            TaskResult result = build(engine, Samples.app(BOMB, ""));

            assertThat(result.getErrorCode()).isEqualTo("BUILD_FAILED");
            assertThat(result.getError()).contains("use of memory, its limit is 400 MB");
            assertThat(build(engine, Samples.app(GOOD, "")).getError()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void endsABuildOfAProjectThatTakesMemoryWithoutEnd(String controlGroups) throws IOException {
        try (TestEngine engine = engine(controlGroups)) {
            Assumptions.assumeTrue(engine.jail.isClosed(), "there is no jail here");

            TaskResult result = build(
                    engine,
                    Samples.zip(Map.of(
                            "inf.yml", "name: made-up\n",
                            "inference.py", GOOD,
                            "requirements.txt", "./bomb\n",
                            "bomb/pyproject.toml", """
                                    [build-system]
                                    requires = []
                                    build-backend = "backend"
                                    backend-path = ["."]
                                    [project]
                                    name = "bomb"
                                    version = "1"
                                    """,
                            "bomb/backend.py", BOMB)));

            assertThat(result.getErrorCode()).isEqualTo("BUILD_FAILED");
            assertThat(result.getError())
                    .startsWith("requirements.txt:1:")
                    .contains("use of memory, its limit is 400 MB");
        }
    }

    private static TestEngine engine(String controlGroups) throws IOException {
        return new TestEngine(
                "hostile-build-test",
                Map.of("hearth.worker.engine.ram", "400MB", "hearth.worker.jail.control-groups", controlGroups));
    }

    private static TaskResult build(TestEngine engine, ByteString archive) {
        TaskSpec task = Samples.build(engine.files.add(Samples.TEAM, "app.zip", archive));
        engine.assign(task, 1);
        return engine.scheduler.awaitResult(task.getTaskId());
    }
}
