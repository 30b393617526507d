package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.RunnerPhase;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.testing.Await;
import dev.hearth.worker.testing.Processes;
import dev.hearth.worker.testing.Samples;
import dev.hearth.worker.testing.TestEngine;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cancels of real runners, at every step of a call. */
class CancelTest {
    private static final String APP = """
            import asyncio, subprocess, time
            from pydantic import BaseModel
            from inferencesh import BaseApp, BaseAppInput, BaseAppSetup
            class AppSetup(BaseAppSetup):
                seconds: float = 0
            class AppInput(BaseAppInput):
                kind: str = ""
                number: str = ""
            class AppOutput(BaseModel):
                calls: int
            class App(BaseApp):
                async def setup(self, config: AppSetup):
                    print("setting up")
                    time.sleep(config.seconds)
                    self.calls = 0
                    self.stop = asyncio.Event()
                async def run(self, input_data: AppInput) -> AppOutput:
                    self.calls += 1
                    self.stop.clear()
                    print("begun")
                    if input_data.kind == "blocks":
                        while not self.context.cancel_requested:
                            time.sleep(0.005)
                        print("saw the flag")
                    if input_data.kind == "waits":
                        await self.stop.wait()
                    if input_data.kind == "children":
                        subprocess.Popen(["sleep", input_data.number + "1"])
                        subprocess.Popen(["sleep", input_data.number + "2"], start_new_session=True)
                        script = "setsid sleep {0}3 & exec sleep {0}4".format(input_data.number)
                        subprocess.Popen(["sh", "-c", script])
                        time.sleep(3000)
                    return AppOutput(calls=self.calls)
                async def on_cancel(self):
                    print("told")
                    self.stop.set()
                    return True
            """;

    private static TestEngine engine;
    private static String version;
    private static String streaming;

    @BeforeAll
    static void start() throws IOException {
        engine = new TestEngine("cancel-test", Map.of());
        version = engine.publish(Samples.app(APP, ""));
        streaming = engine.publish(Samples.sample("streaming"));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource({"blocks, saw the flag", "waits, told"})
    void anAppThatIsToldEndsItsOwnWayAndStaysWarm(String kind, String log) {
        String setup = "{\"seconds\":0.00%d}".formatted(kind.length());
        TaskSpec call = running(setup, "{\"kind\":\"%s\"}".formatted(kind));

        engine.scheduler.cancel(call.getTaskId(), 1, false, 9_000);

        assertThat(engine.scheduler.awaitResult(call.getTaskId()).getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
        TaskResult next = run(setup, "{}");
        assertThat(next.getStepsList()).hasSize(1);
        assertThat(next.getOutput().toStringUtf8()).contains("\"calls\":2");
        assertThat(engine.scheduler.logOf(call.getTaskId())).contains(log);
    }

    @Test
    void aGeneratorIsClosedSoThatItsFinallyRuns() {
        TaskSpec call = Samples.call(streaming, "", "{}", "{\"text\":\"a b c\",\"delay_ms\":20000}");
        engine.assign(call, 1);
        engine.scheduler.awaitStatus(call.getTaskId(), TaskStatus.TASK_STATUS_RUNNING);

        engine.scheduler.cancel(call.getTaskId(), 1, false, 9_000);

        assertThat(engine.scheduler.awaitResult(call.getTaskId()).getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
        assertThat(engine.scheduler.logOf(call.getTaskId())).contains("said 0 words");
    }

    @ParameterizedTest
    @CsvSource({"true, 0, 31415", "false, 300, 31416"})
    void childrenDieWithTheCallInWhicheverSessionTheyAre(boolean force, int graceMillis, String number) {
        TaskSpec call = running("{\"seconds\":0.1}", "{\"kind\":\"children\",\"number\":\"%s\"}".formatted(number));
        for (int child = 1; child <= 4; child++) {
            String line = "sleep\0" + number + child;
            Await.until("child " + child, () -> Processes.isRunning(line));
        }

        engine.scheduler.cancel(call.getTaskId(), 1, force, graceMillis);

        assertThat(engine.scheduler.awaitResult(call.getTaskId()).getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
        Await.until("the children's end", () -> !Processes.isRunning("sleep\0" + number));
    }

    @Test
    void aTaskThatIsBeingPreparedIsCancelledAtOnce() {
        TaskSpec call = Samples.call(version, "", "{\"seconds\":3000}", "{}");
        engine.assign(call, 1);
        Await.until("its setup", () -> engine.scheduler.logOf(call.getTaskId()).contains("setting up"));

        engine.scheduler.cancel(call.getTaskId(), 1, false, 60_000);

        TaskResult result = engine.scheduler.awaitResult(call.getTaskId());
        assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
        Await.until(
                "its process's end",
                () -> engine.scheduler.runners().stream()
                        .anyMatch(runner -> runner.getPhase() == RunnerPhase.RUNNER_PHASE_GONE
                                && runner.getSetupHash().equals(call.getSetupHash())));
    }

    @Test
    void aTaskThatWaitsForAnotherOneNeverStarts() {
        TaskSpec first = running("{}", "{\"kind\":\"waits\"}");
        TaskSpec second = Samples.call(version, "", "{}", "{}");
        engine.assign(second, 1);

        engine.scheduler.cancel(second.getTaskId(), 1, false, 60_000);

        TaskResult result = engine.scheduler.awaitResult(second.getTaskId());
        assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
        assertThat(result.getStarted()).isFalse();
        engine.scheduler.cancel(first.getTaskId(), 1, false, 9_000);
        engine.scheduler.awaitResult(first.getTaskId());
    }

    @Test
    void aSecondCancelShortensTheGraceAndIsNoSecondResult() {
        TaskSpec call = running("{\"seconds\":0.2}", "{\"kind\":\"children\",\"number\":\"27183\"}");
        engine.scheduler.cancel(call.getTaskId(), 1, false, 60_000);

        engine.scheduler.cancel(call.getTaskId(), 1, true, 0);

        assertThat(engine.scheduler.awaitResult(call.getTaskId()).getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
        run("{}", "{}");
        assertThat(engine.scheduler.results().stream()
                        .filter(result -> result.getTaskId().equals(call.getTaskId())))
                .hasSize(1);
    }

    private static TaskSpec running(String setup, String input) {
        TaskSpec call = Samples.call(version, "", setup, input);
        engine.assign(call, 1);
        Await.until("its begin", () -> engine.scheduler.logOf(call.getTaskId()).contains("begun"));
        return call;
    }

    private static TaskResult run(String setup, String input) {
        TaskSpec call = Samples.call(version, "", setup, input);
        engine.assign(call, 1);
        TaskResult result = engine.scheduler.awaitResult(call.getTaskId());
        assertThat(result.getError()).isEmpty();
        return result;
    }
}
