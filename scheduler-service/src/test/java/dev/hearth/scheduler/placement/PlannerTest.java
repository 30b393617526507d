package dev.hearth.scheduler.placement;

import static dev.hearth.scheduler.placement.PlannerFixture.GIB;
import static dev.hearth.scheduler.placement.PlannerFixture.LOCAL;
import static dev.hearth.scheduler.placement.PlannerFixture.gpu;
import static dev.hearth.scheduler.placement.PlannerFixture.ram;
import static dev.hearth.scheduler.placement.PlannerFixture.runner;
import static dev.hearth.scheduler.placement.PlannerFixture.worker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final Duration LONG = Duration.ofSeconds(2);
    private static final Duration COLD = Duration.ofSeconds(10);

    private final PlannerFixture fixture = new PlannerFixture();
    private final Planner planner = fixture.planner;

    @Test
    void prefersTheWarmIdleWorker() {
        fixture.engine("e", 5);
        fixture.warm(worker("e", 3), "app", LONG, COLD);
        fixture.enqueued("app");

        Placement placement = fixture.planOne();

        assertThat(placement.worker()).isEqualTo(worker("e", 3));
        assertThat(placement.warm()).isTrue();
        assertThat(placement.depth()).isZero();
    }

    @Test
    void startsColdOnTheTightestWorkerThatFits() {
        fixture.gpuEngine("large", 80 * GIB, 1);
        fixture.gpuEngine("small", 24 * GIB, 1);
        fixture.engine("cpu", 1);
        WaitingTask plain = fixture.enqueued("plain");
        WaitingTask needsGpu = fixture.enqueue(fixture.task("model", gpu(16 * GIB)));

        List<Placement> placements = planner.plan();

        assertThat(placements)
                .extracting(Placement::task, Placement::engine, Placement::warm)
                .containsExactly(
                        tuple(plain.id(), new EngineId("cpu"), false),
                        tuple(needsGpu.id(), new EngineId("small"), false));
    }

    @Test
    void queuesShortTasksBehindAWarmRunnerUpToItsDepth() {
        fixture.engine("e", 1);
        fixture.warm(worker("e", 0), "app", SHORT, COLD);
        for (int i = 0; i < 20; i++) {
            fixture.enqueued("app");
        }

        List<Placement> placements = planner.plan();

        assertThat(placements).extracting(Placement::depth).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(planner.waiting()).isEqualTo(12);
    }

    @Test
    void keepsLongTasksOutOfTheDepth() {
        fixture.engine("e", 1);
        fixture.warm(worker("e", 0), "app", LONG, COLD);
        fixture.enqueued("app");
        WaitingTask second = fixture.enqueued("app");

        fixture.planOne();

        assertThat(fixture.reason(second)).isEqualTo("all_busy");
    }

    @Test
    void waitsForABusyWarmWorkerRatherThanForAColdStart() {
        fixture.engine("e", 2);
        fixture.warm(worker("e", 0), "app", LONG, COLD);
        fixture.enqueued("app");
        WaitingTask second = fixture.enqueued("app");
        Placement first = fixture.planOne();

        fixture.pass(LONG);
        fixture.finish(first, LONG);
        Placement next = fixture.planOne();

        assertThat(next.task()).isEqualTo(second.id());
        assertThat(next.worker()).isEqualTo(worker("e", 0));
    }

    @Test
    void startsColdWhenTheWarmWorkerKeepsItWaitingForLongerThanAColdStart() {
        fixture.engine("e", 2);
        fixture.warm(worker("e", 0), "app", LONG, COLD);
        fixture.enqueued("app");
        WaitingTask second = fixture.enqueued("app");
        fixture.planOne();

        fixture.pass(planner.untilNextLook().orElseThrow());
        Placement grown = fixture.planOne();

        assertThat(grown.task()).isEqualTo(second.id());
        assertThat(grown.worker()).isEqualTo(worker("e", 1));
        assertThat(grown.warm()).isFalse();
    }

    @Test
    void startsMoreRunnersForABurstThatOneWouldServeForLongerThanAColdStart() {
        fixture.engine("e", 4);
        fixture.warm(worker("e", 0), "app", LONG, COLD);
        for (int i = 0; i < 100; i++) {
            fixture.enqueued("app");
        }

        List<Placement> placements = planner.plan();

        assertThat(placements).hasSize(4);
        assertThat(placements).filteredOn(Placement::warm).hasSize(1);
    }

    @Test
    void growsUnderSteadyLoadThatTheDepthWouldSwallow() {
        fixture.engine("e", 2);
        fixture.warm(worker("e", 0), "app", SHORT, Duration.ofMillis(300));
        List<Placement> placed = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            placed.add(planner.tryPlace(fixture.task("app")).orElseThrow());
        }

        for (int i = 0; i < 70; i++) {
            fixture.pass(SHORT);
            fixture.finish(placed.get(i), SHORT);
            WaitingTask next = fixture.task("app");
            planner.tryPlace(next).ifPresentOrElse(placed::add, () -> {
                fixture.enqueue(next);
                placed.addAll(planner.plan());
            });
        }

        assertThat(placed).filteredOn(placement -> !placement.warm()).hasSize(1);
    }

    @Test
    void evictsTheLeastRecentlyUsedRunnersAndOnlyAsManyAsNeeded() {
        fixture.engine("e", 1, 4 * GIB);
        for (String app : List.of("old", "middle", "new")) {
            planner.runnerWarm(worker("e", 0), runner(app), GIB, COLD);
        }
        fixture.enqueue(fixture.task("big", ram(2 * GIB)));

        Placement placement = fixture.planOne();

        assertThat(placement.evict()).containsExactly(runner("old"));
    }

    @Test
    void prefersAWorkerWithRoomOverAnEviction() {
        fixture.engine("e", 2, 4 * GIB);
        planner.runnerWarm(worker("e", 0), runner("a"), 3 * GIB, COLD);
        fixture.enqueue(fixture.task("big", ram(2 * GIB)));

        Placement placement = fixture.planOne();

        assertThat(placement.worker()).isEqualTo(worker("e", 1));
        assertThat(placement.evict()).isEmpty();
    }

    @Test
    void clampsRamToTheLargestWorker() {
        fixture.engine("small", 1, 2 * GIB);
        fixture.engine("large", 1, 4 * GIB);
        fixture.enqueue(fixture.task("greedy", ram(64 * GIB)));

        Placement placement = fixture.planOne();

        assertThat(placement.worker()).isEqualTo(worker("large", 0));
    }

    @Test
    void leavesATaskThatFitsNowhereOutOfTheWay() {
        fixture.engine("e", 1);
        WaitingTask hopeless = fixture.enqueue(fixture.task("model", gpu(GIB)));
        WaitingTask easy = fixture.enqueued("app");

        Placement placement = fixture.planOne();

        assertThat(placement.task()).isEqualTo(easy.id());
        assertThat(fixture.reason(hopeless)).isEqualTo("no_worker_fits");
    }

    @Test
    void buildsOneVersionAtATimePerEngine() {
        fixture.engine("e", 3);
        fixture.enqueue(fixture.build());
        WaitingTask second = fixture.enqueue(fixture.build());
        WaitingTask run = fixture.enqueued("app");

        List<Placement> placements = planner.plan();

        assertThat(placements).extracting(Placement::task).contains(run.id()).doesNotContain(second.id());
        assertThat(fixture.reason(second)).isEqualTo("build_running");
    }

    @Test
    void startsTheNextBuildWhenTheFirstHasEnded() {
        fixture.engine("e", 3);
        fixture.enqueue(fixture.build());
        WaitingTask second = fixture.enqueue(fixture.build());
        Placement first = fixture.planOne();

        planner.released(first.task(), first.worker(), null);

        assertThat(fixture.planOne().task()).isEqualTo(second.id());
    }

    @Test
    void servesATeamWithoutJailOnlyWhereItMay() {
        EngineView view = new EngineView(
                new EngineId("open"),
                LOCAL,
                Set.of(),
                List.of(new WorkerCapacity(worker("open", 0), 0, "", 0, GIB)),
                8);
        planner.engineJoined(view);
        WaitingTask other = fixture.enqueue(fixture.task(new TeamId("other"), "app", Requirement.NONE, 0));
        WaitingTask local = fixture.enqueued("app");

        Placement placement = fixture.planOne();

        assertThat(placement.task()).isEqualTo(local.id());
        assertThat(fixture.reason(other)).isEqualTo("jail_missing");
    }

    @Test
    void keepsToTheWorkersATaskNames() {
        fixture.engine("e", 3);
        Requirement pinned = new Requirement(0, "", 0, 0, Set.of(worker("e", 1)), Set.of());
        WaitingTask first = fixture.enqueue(fixture.task("app", pinned));
        WaitingTask second = fixture.enqueue(fixture.task("app", pinned));

        Placement placement = fixture.planOne();

        assertThat(placement.worker()).isEqualTo(worker("e", 1));
        assertThat(placement.task()).isEqualTo(first.id());
        assertThat(planner.isWaiting(second.id())).isTrue();
    }

    @Test
    void keepsToTheLabelsATaskAsksFor() {
        fixture.engine("plain", 2);
        planner.engineJoined(new EngineView(
                new EngineId("eu"),
                null,
                Set.of("eu", "fast"),
                List.of(new WorkerCapacity(worker("eu", 0), 0, "", 0, 64 * GIB)),
                8));
        fixture.enqueue(fixture.task("app", new Requirement(0, "", 0, 0, Set.of(), Set.of("eu"))));

        assertThat(fixture.planOne().engine()).isEqualTo(new EngineId("eu"));
    }

    @Test
    void takesTeamsInTurn() {
        fixture.engine("e", 1);
        TeamId flood = new TeamId("flood");
        TeamId small = new TeamId("small");
        for (int i = 0; i < 100; i++) {
            fixture.enqueue(fixture.task(flood, "a", Requirement.NONE, 0));
        }
        WaitingTask patient = fixture.enqueue(fixture.task(small, "b", Requirement.NONE, 0));

        fixture.finish(fixture.planOne(), LONG);
        Placement second = fixture.planOne();

        assertThat(second.task()).isEqualTo(patient.id());
    }

    @Test
    void letsAWarmTaskPassOneThatWouldStartColdUntilThatHasWaitedForItsColdStart() {
        fixture.engine("e", 1);
        fixture.warm(worker("e", 0), "cold", LONG, COLD);
        planner.runnerGone(worker("e", 0), runner("cold"));
        fixture.warm(worker("e", 0), "warm", LONG, COLD);
        WaitingTask first = fixture.enqueued("cold");
        List<TaskId> order = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            fixture.enqueued("warm");
        }

        for (int i = 0; i < 8; i++) {
            Placement placement = fixture.planOne();
            order.add(placement.task());
            fixture.pass(LONG);
            fixture.finish(placement, LONG);
        }

        assertThat(order.indexOf(first.id())).isEqualTo((int) COLD.dividedBy(LONG));
    }

    @Test
    void takesHigherPrioritiesFirst() {
        fixture.engine("e", 1);
        fixture.enqueued("a");
        WaitingTask urgent = fixture.enqueue(fixture.task(LOCAL, "b", Requirement.NONE, 5));

        assertThat(fixture.planOne().task()).isEqualTo(urgent.id());
    }

    @Test
    void putsATaskThatComesBackInFrontOfThoseThatCameAfterIt() {
        fixture.engine("e", 1);
        WaitingTask first = fixture.enqueued("a");
        Placement placement = fixture.planOne();
        fixture.enqueued("a");

        planner.released(placement.task(), placement.worker(), null);
        planner.enqueue(first);

        assertThat(fixture.planOne().task()).isEqualTo(first.id());
    }

    @Test
    void placesANewTaskAtOnceOnlyIfNobodyWaitsForTheWorker() {
        fixture.engine("e", 1);
        fixture.warm(worker("e", 0), "app", SHORT, COLD);
        fixture.enqueued("other");

        assertThat(planner.tryPlace(fixture.task("app"))).isEmpty();
    }

    @Test
    void placesANewTaskAtOnceBesideOneThatFitsNowhere() {
        fixture.engine("e", 1);
        fixture.warm(worker("e", 0), "app", SHORT, COLD);
        fixture.enqueue(fixture.task("model", gpu(GIB)));

        assertThat(planner.tryPlace(fixture.task("app"))).isPresent();
    }

    @Test
    void doesNotPlaceANewTaskAtOnceWhereItWouldStartCold() {
        fixture.engine("e", 1);

        assertThat(planner.tryPlace(fixture.task("app"))).isEmpty();
    }

    @Test
    void undoesAPlacementWithItsEvictions() {
        fixture.engine("e", 1, 2 * GIB);
        planner.runnerWarm(worker("e", 0), runner("a"), 2 * GIB, COLD);
        WaitingTask task = fixture.enqueue(fixture.task("b", ram(GIB)));
        Placement placement = fixture.planOne();

        planner.rollBack(placement);

        assertThat(placement.evict()).containsExactly(runner("a"));
        assertThat(planner.isWaiting(task.id())).isFalse();
        assertThat(planner.tryPlace(fixture.task("a"))).isPresent();
    }

    @Test
    void givesADrainingEngineNothing() {
        EngineId engine = fixture.engine("e", 2);
        fixture.warm(worker("e", 0), "app", SHORT, COLD);
        planner.engineDraining(engine);
        WaitingTask task = fixture.enqueued("app");

        assertThat(planner.plan()).isEmpty();
        assertThat(fixture.reason(task)).isEqualTo("no_engine");
    }

    @Test
    void occupiesAWorkerWithARestoredTask() {
        fixture.engine("e", 1);
        WaitingTask held = fixture.enqueued("app");
        planner.restore(held.id(), worker("e", 0), runner("app"), held);
        fixture.enqueued("other");

        assertThat(planner.isWaiting(held.id())).isFalse();
        assertThat(planner.plan()).isEmpty();
        planner.released(held.id(), worker("e", 0), null);
        assertThat(planner.plan()).hasSize(1);
    }

    @Test
    void startsAgainWithAnEngineThatJoinsAgain() {
        fixture.engine("e", 1);
        fixture.enqueued("app");
        fixture.planOne();

        fixture.engine("e", 1);
        WaitingTask next = fixture.enqueued("app");

        assertThat(fixture.planOne().task()).isEqualTo(next.id());
    }

    @Test
    void saysThatNoEngineIsThere() {
        WaitingTask task = fixture.enqueued("app");

        assertThat(planner.plan()).isEmpty();
        assertThat(fixture.reason(task)).isEqualTo("no_engine");
        assertThat(planner.reasonFor(new TaskId("unknown"))).isEmpty();
    }

    @Test
    void givesNoReasonForATaskThatIsAboutToBePlaced() {
        fixture.engine("e", 1);
        WaitingTask task = fixture.enqueued("app");

        assertThat(planner.reasonFor(task.id())).isEmpty();
    }

    @Test
    void findsAPlaceForWaitingTasksWhenAnEngineJoins() {
        fixture.enqueued("app");
        fixture.enqueue(fixture.task("model", gpu(GIB)));
        fixture.engine("cpu", 1);
        assertThat(planner.plan()).hasSize(1);

        fixture.gpuEngine("gpu", 2 * GIB, 1);

        assertThat(fixture.planOne().engine()).isEqualTo(new EngineId("gpu"));
    }

    @Test
    void forgetsAWaitingTaskThatIsRemoved() {
        WaitingTask task = fixture.enqueued("app");

        assertThat(planner.remove(task.id())).isTrue();
        assertThat(planner.remove(task.id())).isFalse();
        fixture.engine("e", 1);
        assertThat(planner.plan()).isEmpty();
    }
}
