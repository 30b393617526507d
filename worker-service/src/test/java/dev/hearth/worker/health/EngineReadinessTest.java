package dev.hearth.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Await;
import dev.hearth.worker.testing.TestEngine;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class EngineReadinessTest {
    private static final String GRACE = "hearth.worker.control.ready-grace";

    @Test
    void isReadyNoLongerOnceTheSchedulerWasAwayForTheGrace() throws Exception {
        try (TestEngine engine = new TestEngine("readiness", 2_000, Map.of(GRACE, "100ms"))) {
            Await.until("the engine to be ready", () -> engine.readiness().getStatus() == Status.UP);

            engine.loseScheduler();

            Await.until(
                    "the engine to be ready no longer", () -> engine.readiness().getStatus() == Status.DOWN);
            assertThat(engine.readiness().getData().orElseThrow()).containsEntry("connected", false);
        }
    }

    @Test
    void staysReadyWithinTheGrace() throws Exception {
        // A lease of a millisecond is over at once.
        try (TestEngine engine = new TestEngine("readiness", 1, Map.of(GRACE, "1h"))) {
            engine.loseScheduler();

            assertThat(engine.readiness().getStatus()).isEqualTo(Status.UP);
        }
    }
}
