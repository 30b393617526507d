package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.StoredFile;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.testing.Await;
import dev.hearth.worker.testing.Samples;
import dev.hearth.worker.testing.TestEngine;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Publishing, as a task of an engine. */
class BuildTaskTest {
    private static final String GOOD = """
            from inferencesh import BaseApp, BaseAppInput, BaseAppOutput
            class AppInput(BaseAppInput):
                text: str
            class App(BaseApp):
                async def run(self, input_data: AppInput) -> BaseAppOutput:
                    return BaseAppOutput()
            """;

    private static TestEngine engine;

    @BeforeAll
    static void start() throws IOException {
        engine = new TestEngine("engine-test", Map.of());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void findsFunctionsSchemasAndLock() throws IOException {
        TaskResult result = build(Samples.sample("session-test"));

        assertThat(result.getError()).isEmpty();
        JsonNode output = new ObjectMapper().readTree(result.getOutput().toStringUtf8());
        assertThat(output.path("functions").fieldNames()).toIterable().contains("set_value", "get_value");
        assertThat(output.path("lock").asText()).contains("pydantic==").contains("--hash=sha256:");
        assertThat(output.path("lock").asText()).doesNotContain("inferencesh");
        assertThat(output.path("manifest").path("kernel").asText()).startsWith("python-3.");
    }

    @Test
    void quotesTheResolverWhenARequirementDoesNotExist() {
        TaskResult result = build(Samples.app(GOOD, "# ours\npydantic==99.99.99\n"));

        assertThat(result.getErrorCode()).isEqualTo("BUILD_FAILED");
        assertThat(result.getError()).startsWith("requirements.txt:2: the requirements cannot be resolved");
        assertThat(result.getError()).contains("pydantic").contains("99.99.99");
    }

    @Test
    void leavesOutWhatTheResolversSettingsExclude() throws IOException {
        TaskResult result = build(Samples.zip(Map.of(
                "inf.yml", "name: made-up\n",
                "inference.py", GOOD,
                "requirements.txt", "requests\n",
                "uv.toml", "exclude-dependencies = [\"certifi\"]\n")));

        assertThat(result.getError()).isEmpty();
        String lock = new ObjectMapper()
                .readTree(result.getOutput().toStringUtf8())
                .path("lock")
                .asText();
        assertThat(lock).contains("requests==").contains("idna==").doesNotContain("certifi==");
    }

    @Test
    void namesTheLineOfASyntaxError() {
        TaskResult result = build(Samples.app("import os\ndef broken(:\n    pass\n", ""));

        assertThat(result.getErrorCode()).isEqualTo("BUILD_FAILED");
        assertThat(result.getError()).contains("inference.py:2");
    }

    @Test
    void namesTheLineThatFailsWhenTheModuleIsImported() {
        TaskResult result = build(Samples.app("x = 1\nraise RuntimeError('no GPU here')\n", ""));

        assertThat(result.getErrorCode()).isEqualTo("BUILD_FAILED");
        assertThat(result.getError()).contains("inference.py:2").contains("no GPU here");
    }

    @Test
    void saysThatAClassWithoutFunctionsIsNoApp() {
        TaskResult result = build(Samples.app("class App:\n    pass\n", ""));

        assertThat(result.getErrorCode()).isEqualTo("BUILD_FAILED");
        assertThat(result.getError()).contains("run");
    }

    @Test
    void refusesAnArchiveThatEscapes() {
        TaskResult result = build(Samples.zip(Map.of("../evil.py", "x")));

        assertThat(result.getErrorCode()).isEqualTo("BUILD_FAILED");
        assertThat(result.getError()).contains("../evil.py");
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(build(Samples.zip(Map.of("inference.py", GOOD))).getError()).contains("inf.yml is missing");
        assertThat(build(Samples.zip(Map.of("inf.yml", "name: a"))).getError()).contains("inference.py is missing");
        assertThat(build(Samples.zip(Map.of("inf.yml", "name: [a", "inference.py", GOOD)))
                        .getError())
                .contains("inf.yml:");
    }

    @Test
    void installsWhatTheRequirementsName() {
        String inference = "import iniconfig\n" + GOOD;

        TaskResult result = build(Samples.app(inference, "iniconfig # small\ninferencesh==0.2.7\n"));

        assertThat(result.getError()).isEmpty();
        assertThat(result.getOutput().toStringUtf8()).contains("iniconfig==");
    }

    @Test
    void streamsItsLog() {
        StoredFile archive =
                engine.files.add(Samples.TEAM, "app.zip", Samples.app("print('hello from import')\n" + GOOD, ""));
        TaskSpec task = Samples.build(archive);

        engine.assign(task, 1);

        assertThat(engine.scheduler.awaitResult(task.getTaskId()).getOutcome()).isEqualTo(Outcome.OUTCOME_COMPLETED);
        Await.until("the log", () -> engine.scheduler.logOf(task.getTaskId()).contains("hello from import"));
        assertThat(engine.scheduler.logOf(task.getTaskId())).contains("resolving the requirements");
    }

    private static TaskResult build(ByteString archive) {
        TaskSpec task = Samples.build(engine.files.add(Samples.TEAM, "app.zip", archive));
        engine.assign(task, 1);
        return engine.scheduler.awaitResult(task.getTaskId());
    }
}
