package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.errors.TaskErrorCode;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.testing.Await;
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

/** Secrets in real runners: there before the app is imported, only those that are declared, and in no log. */
class SecretsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String VALUE = "s3cr3t-\"quoted\"-'single'-$HOME-`x`-ünïcode";
    private static final String APP = """
            import os, sys
            from inferencesh import BaseApp, BaseAppInput, BaseAppOutput

            AT_IMPORT = os.environ.get("TOKEN", "absent")
            PROCESS = os.urandom(8).hex()
            print("imported with", AT_IMPORT)

            class AppInput(BaseAppInput):
                how: str = "well"

            class AppOutput(BaseAppOutput):
                at_import: str
                mode: str
                names: list[str]
                process: str

            class App(BaseApp):
                async def setup(self):
                    if os.environ.get("BROKEN_SETUP"):
                        raise ValueError("setup saw " + AT_IMPORT)

                async def run(self, input_data: AppInput, metadata) -> AppOutput:
                    print("called with", AT_IMPORT)
                    sys.stderr.write("again " + AT_IMPORT + "\\n")
                    metadata.log("told " + AT_IMPORT)
                    if input_data.how == "fail":
                        raise ValueError("refused: " + AT_IMPORT)
                    if input_data.how == "crash":
                        print("dying with", AT_IMPORT, flush=True)
                        os._exit(3)
                    return AppOutput(at_import=AT_IMPORT, mode=os.environ.get("MODE", ""),
                                     names=sorted(os.environ), process=PROCESS)
            """;

    private static TestEngine engine;
    private static String version;

    @BeforeAll
    static void start() throws IOException {
        engine = new TestEngine("secrets-test", Map.of());
        version = engine.publish(Samples.app(APP, ""), manifest -> manifest.putEnvironment("MODE", "from inf.yml"));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void areThereBeforeTheAppIsImportedAndWinOverTheAppsOwnVariables() throws IOException {
        TaskSpec task = call("import", "{}", "TOKEN", "MODE");
        engine.secrets.give(task.getTaskId(), Map.of("TOKEN", VALUE, "MODE", "secret"));

        engine.assign(task, 1);

        JsonNode output = outputOf(task);
        assertThat(output.path("at_import").asText()).isEqualTo(VALUE);
        assertThat(output.path("mode").asText()).isEqualTo("secret");
        assertThat(engine.secrets.requests()).anySatisfy(request -> {
            assertThat(request.getTaskId()).isEqualTo(task.getTaskId());
            assertThat(request.getAttempt()).isEqualTo(1);
        });
    }

    @Test
    void areNotThereForATaskThatNamesNone() throws IOException {
        TaskSpec task = call("none", "{}");
        engine.secrets.give(task.getTaskId(), Map.of("TOKEN", VALUE));

        engine.assign(task, 1);

        JsonNode output = outputOf(task);
        assertThat(output.path("at_import").asText()).isEqualTo("absent");
        assertThat(output.path("mode").asText()).isEqualTo("from inf.yml");
        assertThat(output.path("names").toString())
                .doesNotContain("TOKEN", "HEARTH_ENGINE_CREDENTIAL", "HEARTH_INTERNAL_KEY");
        assertThat(engine.secrets.requests())
                .noneMatch(request -> request.getTaskId().equals(task.getTaskId()));
    }

    @Test
    void areAskedForOncePerRunnerAndNotForWarmCalls() throws IOException {
        TaskSpec first = call("warm", "{}", "TOKEN");
        TaskSpec second = call("warm", "{}", "TOKEN");
        engine.secrets.give(first.getTaskId(), Map.of("TOKEN", VALUE));

        engine.assign(first, 1);
        String process = outputOf(first).path("process").asText();
        engine.assign(second, 1);

        assertThat(outputOf(second).path("process").asText()).isEqualTo(process);
        assertThat(outputOf(second).path("at_import").asText()).isEqualTo(VALUE);
    }

    @Test
    void anotherFingerprintIsAnotherProcess() throws IOException {
        TaskSpec before = call("fingerprint-one", "{}", "TOKEN");
        TaskSpec after = call("fingerprint-two", "{}", "TOKEN");
        engine.secrets.give(before.getTaskId(), Map.of("TOKEN", "value one"));
        engine.secrets.give(after.getTaskId(), Map.of("TOKEN", "value two"));

        engine.assign(before, 1);
        JsonNode first = outputOf(before);
        engine.assign(after, 1);
        JsonNode second = outputOf(after);

        assertThat(first.path("at_import").asText()).isEqualTo("value one");
        assertThat(second.path("at_import").asText()).isEqualTo("value two");
        assertThat(second.path("process")).isNotEqualTo(first.path("process"));
    }

    @Test
    void areMaskedInTheLogWhateverWritesThem() throws IOException {
        TaskSpec task = call("masked", "{}", "TOKEN");
        engine.secrets.give(task.getTaskId(), Map.of("TOKEN", VALUE));

        engine.assign(task, 1);

        engine.scheduler.awaitResult(task.getTaskId());
        String log = wholeLogOf(task);
        assertThat(log)
                .contains("imported with ****", "called with ****", "again ****", "told ****")
                .doesNotContain("s3cr3t");
    }

    @Test
    void areMaskedInErrorsOfCallsCrashesAndSetups() throws IOException {
        TaskSpec failing = call("failing", "{\"how\":\"fail\"}", "TOKEN");
        TaskSpec crashing = call("crashing", "{\"how\":\"crash\"}", "TOKEN");
        TaskSpec broken = call("broken", "{}", "TOKEN", "BROKEN_SETUP");
        for (TaskSpec task : List.of(failing, crashing, broken)) {
            Map<String, String> given = task.getSecretNamesList().contains("BROKEN_SETUP")
                    ? Map.of("TOKEN", VALUE, "BROKEN_SETUP", "yes!")
                    : Map.of("TOKEN", VALUE);
            engine.secrets.give(task.getTaskId(), given);
            engine.assign(task, 1);
            TaskResult result = engine.scheduler.awaitResult(task.getTaskId());

            assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
            assertThat(result.getError()).contains("****").doesNotContain("s3cr3t");
            assertThat(wholeLogOf(task)).doesNotContain("s3cr3t");
        }
    }

    @Test
    void failTheTaskThatDoesNotGetThem() throws IOException {
        TaskSpec task = call("removed", "{}", "TOKEN");

        engine.assign(task, 1);

        TaskResult result = engine.scheduler.awaitResult(task.getTaskId());
        assertThat(result.getErrorCode()).isEqualTo(TaskErrorCode.REFUSED.name());
        assertThat(result.getError()).isEqualTo("the app's secrets are not to be had: secret TOKEN was removed");
    }

    @Test
    void leaveNothingInTheEnginesFolder() throws IOException {
        TaskSpec task = call("disk", "{}", "TOKEN");
        engine.secrets.give(task.getTaskId(), Map.of("TOKEN", "only-in-memory-0123456789"));

        engine.assign(task, 1);

        outputOf(task);
        try (Stream<Path> files = Files.walk(engine.home.runners())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readAllBytes(file))
                        .as(file.toString())
                        .satisfies(bytes -> assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                                .doesNotContain("only-in-memory-0123456789"));
            }
        }
    }

    private static TaskSpec call(String setupHash, String input, String... secrets) {
        return Samples.call(version, "", "{}", input).toBuilder()
                .setSetupHash(setupHash)
                .addAllSecretNames(List.of(secrets))
                .build();
    }

    private static JsonNode outputOf(TaskSpec task) throws IOException {
        TaskResult result = engine.scheduler.awaitResult(task.getTaskId());
        assertThat(result.getError()).isEmpty();
        return MAPPER.readTree(result.getOutput().toStringUtf8());
    }

    private static String wholeLogOf(TaskSpec task) {
        TaskResult result = engine.scheduler.awaitResult(task.getTaskId());
        Await.until(
                "the last chunk",
                () -> result.getLastLogSequence() == 0
                        || engine.scheduler.dataOf(task.getTaskId()).stream()
                                .anyMatch(data -> data.getLog().getSequence() == result.getLastLogSequence()));
        return engine.scheduler.logOf(task.getTaskId());
    }
}
