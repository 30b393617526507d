package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.worker.testing.Samples;
import dev.hearth.worker.testing.TestEngine;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An engine that may make no control groups, as an ordinary user's: its apps' limits are their own and those it counts. */
class HostileAppWithoutControlGroupsTest {
    private static TestEngine engine;
    private static String hostile;

    @BeforeAll
    static void start() throws IOException {
        engine = new TestEngine(
                "hostile-ungrouped-test",
                Map.of(
                        "hearth.worker.engine.ram", "400MB",
                        "hearth.worker.jail.control-groups", "false",
                        "hearth.worker.jail.max-processes", "100"));
        hostile = engine.publish(Samples.hostile());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource({
        "fork_bomb, TOO_MANY_PROCESSES",
        "fork_until_refused, TOO_MANY_PROCESSES",
        "memory_bomb, OUT_OF_MEMORY",
        "memory_bomb_in_a_child, OUT_OF_MEMORY"
    })
    void endsABombWithItsReasonAndServesOn(String function, String code) {
        Assumptions.assumeTrue(engine.jail.isClosed(), "there is no jail here");

        TaskResult bomb = run(function);

        assertThat(bomb.getErrorCode()).isEqualTo(code);
        assertThat(run("run").getError()).isEmpty();
    }

    private static TaskResult run(String function) {
        TaskSpec task = Samples.call(hostile, function, "{}", "{}");
        engine.assign(task, 1);
        return engine.scheduler.awaitResult(task.getTaskId());
    }
}
