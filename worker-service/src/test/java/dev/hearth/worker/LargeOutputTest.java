package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.errors.TaskErrorCode;
import dev.hearth.ids.FileId;
import dev.hearth.json.StoredOutput;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.worker.testing.Samples;
import dev.hearth.worker.testing.TestEngine;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Outputs that are too large to be carried along, made by a real runner. */
class LargeOutputTest {
    private static final String APP = """
            from pydantic import BaseModel
            from inferencesh import BaseApp
            class AppInput(BaseModel):
                size: int
            class AppOutput(BaseModel):
                text: str
            class App(BaseApp):
                async def run(self, input_data: AppInput) -> AppOutput:
                    return AppOutput(text="x" * input_data.size)
            """;

    private static TestEngine engine;
    private static String version;

    @BeforeAll
    static void start() throws IOException {
        engine = new TestEngine("output-test", Map.of());
        version = engine.publish(Samples.app(APP, ""));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void aboveAMebibyteIsStoredAsAFileOfTheTeam() {
        TaskResult result = run(2_000_000);

        assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_COMPLETED);
        FileId file = StoredOutput.fileOf(result.getOutput()).orElseThrow();
        assertThat(engine.files.contentOf(file.value()).toStringUtf8())
                .isEqualTo("{\"text\":\"" + "x".repeat(2_000_000) + "\"}");
        assertThat(engine.files.fileOf(file.value()).getTeamId()).isEqualTo(Samples.TEAM);
        assertThat(engine.files.fileOf(file.value()).getCategory()).isEqualTo(StoredOutput.CATEGORY);
        assertThat(result.getStepsList().getLast().getStatus()).isEqualTo(TaskStatus.TASK_STATUS_UPLOADING);
    }

    @Test
    void ofAMebibyteTravelsAsItIs() {
        int around = "{\"text\":\"\"}".length();

        TaskResult result = run(StoredOutput.INLINE_BYTES - around);

        assertThat(result.getOutput().size()).isEqualTo(StoredOutput.INLINE_BYTES);
        assertThat(StoredOutput.fileOf(result.getOutput())).isEmpty();
    }

    @Test
    void above32MebibytesFailsTheTaskAndKeepsTheRunner() {
        TaskResult result = run(33 * 1024 * 1024);
        TaskResult next = run(10);

        assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
        assertThat(result.getErrorCode()).isEqualTo(TaskErrorCode.INVALID_OUTPUT.name());
        assertThat(result.getError()).contains("34603019 bytes", "33554432").contains("as files");
        assertThat(next.getStepsList()).hasSize(1);
    }

    @Test
    void beyondAnyFrameFailsTheTaskAndKeepsTheRunner() {
        TaskResult result = run(70 * 1024 * 1024);
        TaskResult next = run(10);

        assertThat(result.getErrorCode()).isEqualTo(TaskErrorCode.INVALID_OUTPUT.name());
        assertThat(result.getError()).contains("73400331 bytes").contains("as files");
        assertThat(next.getStepsList()).hasSize(1);
    }

    private static TaskResult run(int size) {
        TaskSpec task = Samples.call(version, "", "{}", "{\"size\":%d}".formatted(size));
        engine.assign(task, 1);
        return engine.scheduler.awaitResult(task.getTaskId());
    }
}
