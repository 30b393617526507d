package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.proto.v1.RunnerPhase;
import dev.hearth.proto.v1.RunnerReport;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.worker.testing.Samples;
import dev.hearth.worker.testing.TestEngine;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which calls meet which runner, by their setup; with the sample that counts its calls. */
class SetupRunnerTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static TestEngine engine;
    private static String counter;

    @BeforeAll
    static void start() throws IOException {
        engine = new TestEngine("setup-test", Map.of());
        counter = engine.publish(Samples.sample("counter"));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void anEqualSetupIsNotRunAgain() throws IOException {
        String setup = "{\"start\":100,\"step\":1}";

        assertThat(countOf(run(call(setup)))).isEqualTo(101);
        TaskResult second = run(call(setup));

        assertThat(countOf(second)).isEqualTo(102);
        assertThat(second.getStepsList().stream().map(step -> step.getStatus()))
                .containsExactly(TaskStatus.TASK_STATUS_RUNNING);
    }

    @Test
    void anotherSetupHasARunnerOfItsOwnAndLeavesTheFirstOneAlone() throws IOException {
        run(call("{\"start\":200,\"step\":1}"));

        assertThat(countOf(run(call("{\"start\":300,\"step\":5}")))).isEqualTo(305);
        assertThat(countOf(run(call("{\"start\":200,\"step\":1}")))).isEqualTo(202);
    }

    @Test
    void aRunnerThatHasToGoIsGoneBeforeTheNextOneStarts() throws IOException {
        TaskSpec first = call("{\"start\":400,\"step\":1}");
        run(first);
        TaskSpec second = call("{\"start\":500,\"step\":1}");

        engine.scheduler.assignEvicting(second, engine.workerId(), first);

        assertThat(countOf(engine.scheduler.awaitResult(second.getTaskId()))).isEqualTo(501);
        assertThat(placeOf(first, RunnerPhase.RUNNER_PHASE_GONE))
                .isNotNegative()
                .isLessThan(placeOf(second, RunnerPhase.RUNNER_PHASE_STARTING));
        assertThat(countOf(run(call("{\"start\":400,\"step\":1}")))).isEqualTo(401);
    }

    @Test
    void aRunnerThatHasToGoIsGoneAlsoIfItIsAtWorkWhenThatIsAsked() throws IOException {
        String slow = engine.publish(Samples.app("""
                import asyncio

                class App:
                    async def run(self, input):
                        await asyncio.sleep(1)
                        return {}
                """, ""));
        TaskSpec first = Samples.call(slow, "", "{}", "{}");
        engine.assign(first, 1);
        engine.scheduler.awaitStatus(first.getTaskId(), TaskStatus.TASK_STATUS_RUNNING);
        TaskSpec second = call("{\"start\":600,\"step\":1}");

        engine.scheduler.assignEvicting(second, engine.workerId(), first);

        assertThat(countOf(engine.scheduler.awaitResult(second.getTaskId()))).isEqualTo(601);
        assertThat(placeOf(first, RunnerPhase.RUNNER_PHASE_GONE))
                .isNotNegative()
                .isLessThan(placeOf(second, RunnerPhase.RUNNER_PHASE_STARTING));
    }

    @Test
    void aSetupThatDoesNotFitFailsWithTheModelsWordsAndLeavesNoRunner() {
        TaskSpec call = call("{\"step\":0}");

        TaskResult result = run(call);

        assertThat(result.getErrorCode()).isEqualTo("SETUP_FAILED");
        assertThat(result.getError()).contains("step").contains("greater than or equal to 1");
        assertThat(placeOf(call, RunnerPhase.RUNNER_PHASE_WARM)).isNegative();
    }

    private static TaskSpec call(String setup) {
        return Samples.call(counter, "", setup, "{}");
    }

    private static TaskResult run(TaskSpec call) {
        engine.assign(call, 1);
        return engine.scheduler.awaitResult(call.getTaskId());
    }

    /** Where the report stands among all; -1: nowhere. */
    private static int placeOf(TaskSpec call, RunnerPhase phase) {
        List<RunnerReport> reports = engine.scheduler.runners();
        for (int i = 0; i < reports.size(); i++) {
            if (reports.get(i).getPhase() == phase
                    && reports.get(i).getSetupHash().equals(call.getSetupHash())) {
                return i;
            }
        }
        return -1;
    }

    private static int countOf(TaskResult result) throws IOException {
        assertThat(result.getError()).isEmpty();
        return MAPPER.readTree(result.getOutput().toStringUtf8()).path("count").asInt();
    }
}
