package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.worker.testing.Samples;
import dev.hearth.worker.testing.TestEngine;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an engine does when it may start nothing. */
class EngineStopsStartingTest {
    @Test
    void startsNothingAfterItsOwnClockHasEndedItsLease() throws Exception {
        try (TestEngine engine =
                new TestEngine("lease-test", 1, Map.of())) { // a lease of a millisecond is over at once
            TaskSpec task = Samples.call("none", "", "{}", "{}");

            engine.assign(task, 1);

            assertThat(engine.scheduler.awaitResult(task.getTaskId()).getOutcome())
                    .isEqualTo(Outcome.OUTCOME_RETURNED);
            assertThat(engine.scheduler.statusesOf(task.getTaskId())).isEmpty();
        }
    }

    @Test
    void handsBackWhatIsAssignedWhileItDrains() throws Exception {
        try (TestEngine engine = new TestEngine("drain-test", Map.of())) {
            engine.drain();
            TaskSpec task = Samples.call("none", "", "{}", "{}");

            engine.assign(task, 1);

            assertThat(engine.scheduler.awaitResult(task.getTaskId()).getOutcome())
                    .isEqualTo(Outcome.OUTCOME_RETURNED);
            assertThat(engine.scheduler.awaitResult(task.getTaskId()).getStarted())
                    .isFalse();
        }
    }

    @Test
    void handsBackWhatIsAssignedToNoWorkerOfIts() throws Exception {
        try (TestEngine engine = new TestEngine("drain-test", Map.of())) {
            TaskSpec task = Samples.call("none", "", "{}", "{}");

            engine.scheduler.assign(task, 1, "somebody-elses");

            assertThat(engine.scheduler.awaitResult(task.getTaskId()).getOutcome())
                    .isEqualTo(Outcome.OUTCOME_RETURNED);
        }
    }
}
