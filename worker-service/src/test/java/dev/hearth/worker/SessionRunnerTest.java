package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.RunnerPhase;
import dev.hearth.proto.v1.RunnerReport;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.testing.Await;
import dev.hearth.worker.testing.Samples;
import dev.hearth.worker.testing.TestEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runners that belong to sessions, as real processes. */
class SessionRunnerTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Says where it runs and what it was called; its unload calls home. */
    private static final String APP = """
            import os, socket, time
            from pydantic import BaseModel
            from inferencesh import BaseApp, BaseAppInput
            class AppInput(BaseAppInput):
                port: int = 0
                seconds: float = 0
                die: bool = False
            class AppOutput(BaseModel):
                pid_of: float
                calls: int
                found_file: bool
            class App(BaseApp):
                async def setup(self):
                    self.born = time.time()
                    self.calls = 0
                    self.port = 0
                async def run(self, input_data: AppInput) -> AppOutput:
                    self.calls += 1
                    self.port = input_data.port or self.port
                    if input_data.die:
                        os._exit(3)
                    end = time.time() + input_data.seconds
                    while time.time() < end and not self.context.cancel_requested:
                        time.sleep(0.01)
                    found = os.path.exists("/tmp/left")
                    open("/tmp/left", "w").close()
                    return AppOutput(pid_of=self.born, calls=self.calls, found_file=found)
                async def unload(self):
                    if self.port:
                        with socket.create_connection(("127.0.0.1", self.port)) as home:
                            home.sendall(b"unloaded")
            """;

    private static TestEngine engine;
    private static String version;

    @BeforeAll
    static void start() throws IOException {
        engine = new TestEngine("session-test", Map.of("hearth.worker.runner.idle-limit", "300ms"));
        version = engine.publish(Samples.app(APP, ""));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void callsOfASessionMeetWhatEarlierOnesLeft() throws IOException {
        String session = Ids.random();

        JsonNode first = outputOf(run(session, true, "{}"));
        JsonNode second = outputOf(run(session, false, "{}"));

        assertThat(second.path("calls").asInt()).isEqualTo(2);
        assertThat(second.path("pid_of")).isEqualTo(first.path("pid_of"));
        assertThat(first.path("found_file").asBoolean()).isFalse();
        assertThat(second.path("found_file").asBoolean()).isTrue();
        end(session);
    }

    @Test
    void sessionsAndCallsOfNoSessionHaveProcessesOfTheirOwn() throws IOException {
        String one = Ids.random();
        String two = Ids.random();
        run(one, true, "{}");

        JsonNode other = outputOf(run(two, true, "{}"));
        TaskSpec plain = Samples.call(version, "", "{}", "{}");
        engine.assign(plain, 1);

        assertThat(other.path("calls").asInt()).isEqualTo(1);
        assertThat(outputOf(engine.scheduler.awaitResult(plain.getTaskId()))
                        .path("calls")
                        .asInt())
                .isEqualTo(1);
        end(one);
        end(two);
    }

    @Test
    void aSessionsRunnerOutlivesTheIdleLimitOfOthers() throws IOException {
        String session = Ids.random();
        run(session, true, "{}");
        TaskSpec plain = Samples.call(version, "", "{}", "{}");
        engine.assign(plain, 1);
        engine.scheduler.awaitResult(plain.getTaskId());
        long before = gone("");

        Await.until("the end of the idle runner", () -> gone("") > before);

        assertThat(outputOf(run(session, false, "{}")).path("calls").asInt()).isEqualTo(2);
        end(session);
    }

    @Test
    void unloadingLetsTheAppFreeWhatItHoldsAndEndsTheProcess() throws IOException {
        String session = Ids.random();
        try (ServerSocket home = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            home.setSoTimeout(20_000);
            TaskSpec call = call(session, true, "{\"port\":%d}".formatted(home.getLocalPort()));
            engine.assign(call, 1);
            engine.scheduler.awaitResult(call.getTaskId());

            engine.scheduler.unload(call, engine.workerId());

            try (Socket caller = home.accept()) {
                assertThat(new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("unloaded");
            }
            Await.until("the process's end", () -> gone(session) == 1);
        }
    }

    @Test
    void aRunnerAtWorkIsUnloadedWhenItsCallHasEnded() {
        String session = Ids.random();
        TaskSpec call = call(session, true, "{\"seconds\":3000}");
        engine.assign(call, 1);
        engine.scheduler.awaitStatus(call.getTaskId(), TaskStatus.TASK_STATUS_RUNNING);

        engine.scheduler.unload(call, engine.workerId());
        engine.scheduler.cancel(call.getTaskId(), 1, false, 9_000);

        assertThat(engine.scheduler.awaitResult(call.getTaskId()).getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
        Await.until("the process's end", () -> gone(session) == 1);
    }

    @Test
    void aSessionWhoseProcessDiedNeverGetsAnother() {
        String session = Ids.random();
        run(session, true, "{}");

        TaskResult crashed = run(session, false, "{\"die\":true}");
        Await.until("the process's end", () -> gone(session) == 1);
        TaskResult next = run(session, false, "{}");

        assertThat(crashed.getErrorCode()).isEqualTo("APP_CRASHED");
        assertThat(next.getErrorCode()).isEqualTo("WORKER_LOST");
        assertThat(next.getError()).startsWith("worker lost").contains(session);
    }

    @Test
    void aNewLeaderIsToldOfTheSessionsRunners() {
        String session = Ids.random();
        run(session, true, "{}");
        int hellos = engine.scheduler.hellos().size();

        engine.scheduler.breakStream();

        Await.until("another hello", () -> engine.scheduler.hellos().size() > hellos);
        RunnerReport told = engine.scheduler.hellos().getLast().getRunnersList().stream()
                .filter(runner -> runner.getSessionId().equals(session))
                .findFirst()
                .orElseThrow();
        assertThat(told.getPhase()).isEqualTo(RunnerPhase.RUNNER_PHASE_WARM);
        assertThat(told.getRamBytes()).isPositive();
        end(session);
    }

    private static TaskResult run(String session, boolean opens, String input) {
        TaskSpec call = call(session, opens, input);
        engine.assign(call, 1);
        return engine.scheduler.awaitResult(call.getTaskId());
    }

    private static TaskSpec call(String session, boolean opens, String input) {
        return Samples.inSession(Samples.call(version, "", "{}", input), session, opens);
    }

    private static void end(String session) {
        engine.scheduler.unload(call(session, false, "{}"), engine.workerId());
    }

    private static long gone(String session) {
        return engine.scheduler.runners().stream()
                .filter(runner -> runner.getSessionId().equals(session))
                .filter(runner -> runner.getPhase() == RunnerPhase.RUNNER_PHASE_GONE)
                .count();
    }

    private static JsonNode outputOf(TaskResult result) throws IOException {
        assertThat(result.getError()).isEmpty();
        return MAPPER.readTree(result.getOutput().toStringUtf8());
    }
}
