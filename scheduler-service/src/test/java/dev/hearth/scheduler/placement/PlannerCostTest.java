package dev.hearth.scheduler.placement;

import static dev.hearth.scheduler.placement.PlannerFixture.GIB;
import static dev.hearth.scheduler.placement.PlannerFixture.gpu;
import static dev.hearth.scheduler.placement.PlannerFixture.ram;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.TeamId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Counts elementary steps, which are the same on every machine, instead of time. */
class PlannerCostTest {
    private static final int DECISIONS = 2_000;
    /** A tree that is a hundred times as large is deeper by seven comparisons. */
    private static final double LOGARITHM = 1.25;
    /** The same for twenty times as many, where nearly all steps are comparisons in the pools of idle workers. */
    private static final double IDLE_POOLS = 2;

    @Test
    void decidesAtTheSameCostBehindAHundredTimesTheQueue() {
        double few = stepsPerDecision(1_000, 3_000, 20);
        double many = stepsPerDecision(1_000, 100_000, 20);

        assertThat(many).isLessThan(LOGARITHM * few);
    }

    @Test
    void decidesAtTheSameCostOverTwentyTimesTheFleet() {
        double few = stepsPerDecision(100, 20_000, 20);
        double many = stepsPerDecision(2_000, 20_000, 20);

        assertThat(many).isLessThan(LOGARITHM * few);
    }

    @Test
    void decidesAtTheSameCostAmongFiftyTimesTheApps() {
        double few = stepsPerDecision(1_000, 20_000, 20);
        double many = stepsPerDecision(1_000, 20_000, 1_000);

        assertThat(many).isLessThan(1.5 * few);
    }

    @Test
    void placesANewTaskAtOnceAtTheSameCostInAnyFleet() {
        assertThat(stepsAtOnce(2_000)).isLessThan(IDLE_POOLS * stepsAtOnce(100));
    }

    /** A task ends on a full fleet, another is enqueued, and the plan gives the worker to the next one. */
    private static double stepsPerDecision(int workers, int queued, int apps) {
        PlannerFixture fixture = new PlannerFixture();
        join(fixture, workers);
        Random random = new Random(7);
        for (int i = 0; i < workers + queued; i++) {
            fixture.enqueue(randomTask(fixture, random, apps));
        }
        Deque<Placement> running = new ArrayDeque<>(fixture.planner.plan());
        assertThat(fixture.planner.waiting()).isGreaterThanOrEqualTo(queued);

        long before = fixture.planner.steps();
        for (int i = 0; i < DECISIONS; i++) {
            fixture.pass(Duration.ofMillis(1));
            fixture.finish(running.removeFirst(), Duration.ofSeconds(1));
            fixture.enqueue(randomTask(fixture, random, apps));
            running.addAll(fixture.planner.plan());
        }
        assertThat(running).hasSizeBetween(workers - 5, workers);
        return (fixture.planner.steps() - before) / (double) DECISIONS;
    }

    private static double stepsAtOnce(int workers) {
        PlannerFixture fixture = new PlannerFixture();
        join(fixture, workers);
        for (int i = 0; i < workers / 4; i++) {
            fixture.warm(PlannerFixture.worker("e" + i, 0), "app", Duration.ofMillis(5), Duration.ofSeconds(1));
        }
        fixture.enqueue(fixture.task("hopeless", gpu(1_000 * GIB)));

        long before = fixture.planner.steps();
        for (int i = 0; i < DECISIONS; i++) {
            Placement placement = fixture.planner.tryPlace(fixture.task("app")).orElseThrow();
            fixture.finish(placement, Duration.ofMillis(5));
        }
        return (fixture.planner.steps() - before) / (double) DECISIONS;
    }

    private static void join(PlannerFixture fixture, int workers) {
        for (int engine = 0; engine < workers / 4; engine++) {
            List<WorkerCapacity> offered = new ArrayList<>();
            boolean gpus = engine % 3 == 0;
            for (int i = 0; i < 4; i++) {
                offered.add(new WorkerCapacity(
                        PlannerFixture.worker("e" + engine, i),
                        gpus ? 1 : 0,
                        gpus ? "nvidia" : "",
                        gpus ? 24 * GIB : 0,
                        8 * GIB));
            }
            fixture.planner.engineJoined(new EngineView(new EngineId("e" + engine), null, Set.of(), offered, 8));
        }
    }

    private static WaitingTask randomTask(PlannerFixture fixture, Random random, int apps) {
        int app = random.nextInt(apps);
        Requirement requirement = switch (app % 3) {
            case 0 -> gpu((8 + app % 7) * GIB);
            case 1 -> ram(GIB);
            default -> Requirement.NONE;
        };
        return fixture.task(new TeamId("team-" + app % 7), "app-" + app, requirement, 0);
    }
}
