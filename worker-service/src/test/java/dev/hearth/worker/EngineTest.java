package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.StoredFile;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.testing.Await;
import dev.hearth.worker.testing.Samples;
import dev.hearth.worker.testing.TestEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An engine with real Python runners, told what to do by a scripted scheduler. */
class EngineTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Map<String, String> VERSIONS = new ConcurrentHashMap<>();
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
    void saysWhatItOffersWhenItConnects() {
        var hello = engine.scheduler.hellos().getFirst();

        assertThat(hello.getEngineId()).isEqualTo("engine-test");
        assertThat(hello.getWorkersList()).hasSize(1);
        assertThat(hello.getCapabilities().getPythonsList()).isNotEmpty();
        assertThat(hello.getCapabilities().getDepth()).isEqualTo(8);
    }

    @Test
    void passesThroughEveryStatusOfAColdRun() throws IOException {
        TaskSpec task = Samples.call(published("text-templating"), "", "{}", templating("cold"));

        engine.assign(task, 1);

        TaskResult result = engine.scheduler.awaitResult(task.getTaskId());
        assertThat(result.getError()).isEmpty();
        assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_COMPLETED);
        assertThat(result.getStepsList().stream().map(step -> step.getStatus()))
                .startsWith(TaskStatus.TASK_STATUS_PREPARING, TaskStatus.TASK_STATUS_SERVING)
                .endsWith(TaskStatus.TASK_STATUS_RUNNING);
        assertThat(result.getOutput().toStringUtf8()).contains("cold");
    }

    @Test
    void runsAWarmCallInTheSameProcess() throws IOException {
        String version = published("counter");
        TaskSpec first = Samples.call(version, "", "{}", "{}");
        TaskSpec second = Samples.call(version, "", "{}", "{}");

        engine.assign(first, 1);
        engine.assign(second, 1);

        assertThat(engine.scheduler.awaitResult(first.getTaskId()).getOutcome()).isEqualTo(Outcome.OUTCOME_COMPLETED);
        TaskResult warm = engine.scheduler.awaitResult(second.getTaskId());
        assertThat(warm.getStepsList().stream().map(step -> step.getStatus()))
                .containsExactly(TaskStatus.TASK_STATUS_RUNNING);
        assertThat(warm.getOutput())
                .isNotEqualTo(engine.scheduler.awaitResult(first.getTaskId()).getOutput());
    }

    @Test
    void streamsPartialOutputsAndSendsThemBeforeTheResult() throws IOException {
        TaskSpec task = Samples.call(published("streaming"), "", "{}", "{\"text\":\"a b c\",\"delay_ms\":100}");

        engine.assign(task, 1);

        TaskResult result = engine.scheduler.awaitResult(task.getTaskId());
        assertThat(result.getOutput().toStringUtf8()).contains("a b c");
        assertThat(engine.scheduler.partialsOf(task.getTaskId())).hasSizeGreaterThanOrEqualTo(2);
        assertThat(engine.scheduler.partialsOf(task.getTaskId()).getFirst()).contains("\"a\"");
    }

    @Test
    void cancelsAGeneratorAndKeepsItsRunnerWarm() throws IOException {
        String version = published("streaming");
        TaskSpec task = Samples.call(version, "", "{}", "{\"text\":\"a b c d\",\"delay_ms\":10000}");
        engine.assign(task, 1);
        engine.scheduler.awaitStatus(task.getTaskId(), TaskStatus.TASK_STATUS_RUNNING);

        engine.scheduler.cancel(task.getTaskId(), 1, false, 9000);

        assertThat(engine.scheduler.awaitResult(task.getTaskId()).getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
        TaskSpec next = Samples.call(version, "", "{}", "{\"text\":\"x\",\"delay_ms\":0}");
        engine.assign(next, 1);
        assertThat(engine.scheduler.awaitResult(next.getTaskId()).getStepsList())
                .hasSize(1);
    }

    @Test
    void killsWhatIsDeafToACancel() throws IOException {
        TaskSpec task = Samples.call(published("failures"), "", "{}", "{\"kind\":\"hang\",\"seconds\":3000}");
        engine.assign(task, 1);
        engine.scheduler.awaitStatus(task.getTaskId(), TaskStatus.TASK_STATUS_RUNNING);

        engine.scheduler.cancel(task.getTaskId(), 1, false, 300);

        assertThat(engine.scheduler.awaitResult(task.getTaskId()).getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
    }

    @Test
    void killsChildrenAtOnceWhenACancelIsForced() throws IOException {
        TaskSpec task = Samples.call(published("failures"), "", "{}", "{\"kind\":\"child\",\"seconds\":3141}");
        engine.assign(task, 1);
        Await.until("the child", () -> isRunning("sleep\0003141"));

        engine.scheduler.cancel(task.getTaskId(), 1, true, 0);

        assertThat(engine.scheduler.awaitResult(task.getTaskId()).getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
        Await.until("the child's end", () -> !isRunning("sleep\0003141"));
    }

    @Test
    void tellsACrashWithExitCodeAndLastLines() throws IOException {
        TaskSpec task = Samples.call(published("failures"), "", "{}", "{\"kind\":\"crash\"}");

        engine.assign(task, 1);

        TaskResult result = engine.scheduler.awaitResult(task.getTaskId());
        assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
        assertThat(result.getErrorCode()).isEqualTo("APP_CRASHED");
        assertThat(result.getError()).contains("code 42").contains("about to fail: crash");
    }

    @Test
    void stopsACallThatRunsOverItsLimit() throws IOException {
        TaskSpec task =
                Samples.call(published("streaming"), "", "{}", "{\"text\":\"a b\",\"delay_ms\":50000}").toBuilder()
                        .setMaxRunSeconds(1)
                        .build();

        engine.assign(task, 1);

        TaskResult result = engine.scheduler.awaitResult(task.getTaskId());
        assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
        assertThat(result.getErrorCode()).isEqualTo("TIMEOUT");
    }

    @Test
    void failsWithTheAppsMessageWhenItRaises() throws IOException {
        TaskSpec task =
                Samples.call(published("failures"), "", "{}", "{\"kind\":\"raise\",\"message\":\"no such luck\"}");

        engine.assign(task, 1);

        TaskResult result = engine.scheduler.awaitResult(task.getTaskId());
        assertThat(result.getErrorCode()).isEqualTo("APP_ERROR");
        assertThat(result.getError()).isEqualTo("no such luck");
        Await.until("the log", () -> engine.scheduler.logOf(task.getTaskId()).contains("Traceback"));
        assertThat(engine.scheduler.logOf(task.getTaskId())).contains("about to fail: raise");
    }

    @Test
    void failsWhenTheSetupFails() throws IOException {
        TaskSpec task = Samples.call(published("failures"), "", "{\"fail\":true}", "{}");

        engine.assign(task, 1);

        TaskResult result = engine.scheduler.awaitResult(task.getTaskId());
        assertThat(result.getErrorCode()).isEqualTo("SETUP_FAILED");
        assertThat(result.getError()).contains("asked to fail at setup");
    }

    @Test
    void fetchesInputFilesAndStoresOutputFiles() throws IOException {
        String inference = """
                import tempfile
                from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, File
                class AppInput(BaseAppInput):
                    file: File
                class AppOutput(BaseAppOutput):
                    made: File
                    seen: str
                class App(BaseApp):
                    async def run(self, input_data: AppInput) -> AppOutput:
                        text = open(input_data.file.path).read()
                        path = tempfile.gettempdir() + "/made.txt"
                        with open(path, "x") as out:
                            out.write(text.upper())
                        return AppOutput(made=File(path=path), seen=input_data.file.uri)
                """;
        String version = engine.publish(Samples.app(inference, ""));
        StoredFile given = engine.files.add(Samples.TEAM, "given.txt", ByteString.copyFromUtf8("hello"));
        String input = "{\"file\":\"inf://files/%s\"}".formatted(given.getFileId());

        for (int call = 0; call < 2; call++) { // the second finds /tmp as the first did
            TaskSpec task = Samples.call(version, "", "{}", input);
            engine.assign(task, 1);

            TaskResult result = engine.scheduler.awaitResult(task.getTaskId());
            assertThat(result.getError()).isEmpty();
            JsonNode output = MAPPER.readTree(result.getOutput().toStringUtf8());
            assertThat(output.path("seen").asText()).isEqualTo(given.getUrl());
            String made = output.path("made").asText();
            assertThat(made).startsWith("inf://files/");
            assertThat(engine.files
                            .contentOf(made.substring("inf://files/".length()))
                            .toStringUtf8())
                    .isEqualTo("HELLO");
        }
    }

    @Test
    void doesNotFollowALinkOutOfTheJail() throws IOException {
        String inference = """
                import os
                from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, File
                class AppInput(BaseAppInput):
                    pass
                class AppOutput(BaseAppOutput):
                    made: File
                class App(BaseApp):
                    async def run(self, input_data: AppInput) -> AppOutput:
                        os.makedirs("/tmp/real")
                        open("/tmp/real/passwd", "w").write("mine")
                        os.symlink("/tmp/real", "/tmp/etc")
                        return AppOutput(made=File(path="/tmp/etc/passwd"))
                """;
        Assumptions.assumeTrue(engine.jail.isClosed());
        TaskSpec task = Samples.call(engine.publish(Samples.app(inference, "")), "", "{}", "{}");

        engine.assign(task, 1);

        TaskResult result = engine.scheduler.awaitResult(task.getTaskId());
        assertThat(result.getErrorCode()).isEqualTo("FILE_UNAVAILABLE");
    }

    @Test
    void givesAWaitingTaskBackWhenItIsRecalled() throws IOException {
        String version = published("streaming");
        TaskSpec running = Samples.call(version, "", "{}", "{\"text\":\"a b c\",\"delay_ms\":300}");
        TaskSpec waiting = Samples.call(version, "", "{}", "{}");
        engine.assign(running, 1);
        engine.assign(waiting, 1);
        engine.scheduler.awaitStatus(running.getTaskId(), TaskStatus.TASK_STATUS_RUNNING);

        boolean waitingGiven = engine.scheduler.recall(waiting.getTaskId(), 1).getConfirmed();
        boolean runningGiven = engine.scheduler.recall(running.getTaskId(), 1).getConfirmed();

        assertThat(waitingGiven).isTrue();
        assertThat(runningGiven).isFalse();
        engine.scheduler.awaitResult(running.getTaskId());
        assertThat(engine.scheduler.statusesOf(waiting.getTaskId())).isEmpty();
    }

    @Test
    void ignoresALeaderWhoseEpochIsOver() throws IOException {
        TaskSpec task = Samples.call(published("noop"), "", "{}", "{}");
        TaskSpec later = Samples.call(published("noop"), "", "{}", "{}");
        engine.scheduler.epoch = 7;
        engine.assign(later, 1);
        engine.scheduler.awaitResult(later.getTaskId());

        engine.scheduler.epoch = 6;
        engine.assign(task, 1);
        engine.scheduler.epoch = 7;

        TaskSpec last = Samples.call(published("noop"), "", "{}", "{}");
        engine.assign(last, 1);
        engine.scheduler.awaitResult(last.getTaskId());
        assertThat(engine.scheduler.statusesOf(task.getTaskId())).isEmpty();
    }

    @Test
    void saysEverythingItHoldsAgainAfterABrokenStream() throws IOException {
        TaskSpec done = Samples.call(published("noop"), "", "{}", "{}");
        TaskSpec running = Samples.call(published("streaming"), "", "{}", "{\"text\":\"a b\",\"delay_ms\":700}");
        engine.scheduler.settles = false;
        engine.assign(done, 3);
        engine.scheduler.awaitResult(done.getTaskId());
        engine.assign(running, 2);
        engine.scheduler.awaitStatus(running.getTaskId(), TaskStatus.TASK_STATUS_RUNNING);
        int before = engine.scheduler.hellos().size();

        engine.scheduler.breakStream();

        Await.until("another hello", () -> engine.scheduler.hellos().size() > before);
        var hello = engine.scheduler.hellos().getLast();
        engine.scheduler.settles = true;
        assertThat(hello.getResultsList().stream().map(TaskResult::getTaskId)).contains(done.getTaskId());
        assertThat(hello.getHeldList()).anySatisfy(held -> {
            assertThat(held.getTaskId()).isEqualTo(running.getTaskId());
            assertThat(held.getAttempt()).isEqualTo(2);
            assertThat(held.getStarted()).isTrue();
        });
        engine.scheduler.settle(done.getTaskId(), 3);
        assertThat(engine.scheduler.awaitResult(running.getTaskId()).getOutcome())
                .isEqualTo(Outcome.OUTCOME_COMPLETED);
    }

    @Test
    void reportsALargeResultByACallOfItsOwn() throws IOException {
        String inference = """
                from inferencesh import BaseApp, BaseAppInput, BaseAppOutput
                class AppInput(BaseAppInput):
                    size: int
                class AppOutput(BaseAppOutput):
                    text: str
                class App(BaseApp):
                    async def run(self, input_data: AppInput) -> AppOutput:
                        return AppOutput(text="x" * input_data.size)
                """;
        TaskSpec task = Samples.call(engine.publish(Samples.app(inference, "")), "", "{}", "{\"size\":600000}");

        engine.assign(task, 1);

        assertThat(engine.scheduler.awaitResult(task.getTaskId()).getOutput().size())
                .isGreaterThan(600_000);
    }

    @Test
    void keepsHeadAndTailOfALongLog() throws IOException {
        String inference = """
                from inferencesh import BaseApp, BaseAppInput, BaseAppOutput
                class AppInput(BaseAppInput):
                    pass
                class App(BaseApp):
                    async def run(self, input_data: AppInput) -> BaseAppOutput:
                        for i in range(40000):
                            print(i, "-" * 80)
                        return BaseAppOutput()
                """;
        TaskSpec task = Samples.call(engine.publish(Samples.app(inference, "")), "", "{}", "{}");

        engine.assign(task, 1);

        TaskResult result = engine.scheduler.awaitResult(task.getTaskId());
        Await.until(
                "the last chunk",
                () -> engine.scheduler.dataOf(task.getTaskId()).stream()
                        .anyMatch(message -> message.getLog().getSequence() == result.getLastLogSequence()));
        String log = engine.scheduler.logOf(task.getTaskId());
        assertThat(log).contains("0 ---").contains("39999 ---").contains("bytes of the log are missing");
        assertThat(log.length()).isLessThan(1_100_000);
    }

    private static boolean isRunning(String commandLine) {
        try (var processes = ProcessHandle.allProcesses()) {
            return processes.anyMatch(process -> readCommandLine(process.pid()).contains(commandLine));
        }
    }

    private static String readCommandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    private static String templating(String word) {
        return "{\"template\":\"say {1}\",\"strings\":[\"" + word + "\"]}";
    }

    private static String published(String sample) throws IOException {
        String known = VERSIONS.get(sample);
        if (known == null) {
            known = engine.publish(Samples.sample(sample));
            VERSIONS.put(sample, known);
        }
        return known;
    }
}
