package dev.hearth.scheduler.placement;

import static dev.hearth.scheduler.placement.PlannerFixture.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.WorkerId;
import dev.hearth.scheduler.placement.SimulatedFleet.App;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerSimulationTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keepsEveryRuleOnAMixedFleetThatLosesEngines(long seed) {
        SimulatedFleet fleet = new SimulatedFleet(seed);
        fill(fleet, 25);
        List<App> apps = apps(fleet.random(), 40);
        submitAtRandom(fleet, apps, 20_000, Duration.ofSeconds(60));
        for (int i = 1; i <= 20; i++) {
            EngineId lost = new EngineId("e" + fleet.random().nextInt(25));
            fleet.at(Duration.ofSeconds(3L * i), () -> {
                fleet.lose(lost);
                fleet.join(engine(lost, Integer.parseInt(lost.value().substring(1))));
            });
            fleet.at(Duration.ofSeconds(3L * i + 1), fleet::assertNothingIdleIsWanted);
        }

        fleet.run();

        assertThat(fleet.completed).isEqualTo(20_000);
        assertThat(fleet.unfinished()).isZero();
        assertThat(fleet.deepest).isBetween(2, 8);
    }

    @Test
    void carriesHundredsOfThousandsOfTasksOverThousandsOfWorkers() {
        SimulatedFleet fleet = new SimulatedFleet(11);
        fill(fleet, 500);
        submitAtRandom(fleet, apps(fleet.random(), 200), 200_000, Duration.ofSeconds(30));

        fleet.run();

        assertThat(fleet.completed).isEqualTo(200_000);
        assertThat(fleet.cold).isLessThan(20_000);
    }

    @Test
    void doesNotLetOneTeamsFloodStarveAnother() {
        SimulatedFleet fleet = new SimulatedFleet(5);
        fill(fleet, 1);
        App flood = app("flood", "loud", Requirement.NONE, 200, 100);
        App drop = app("drop", "quiet", Requirement.NONE, 200, 100);
        fleet.at(Duration.ofSeconds(1), () -> {
            for (int i = 0; i < 3_000; i++) {
                fleet.submit(flood);
            }
        });
        for (int i = 0; i < 100; i++) {
            fleet.at(Duration.ofMillis(2_000 + 1_000L * i), () -> fleet.submit(drop));
        }

        fleet.run();

        assertThat(fleet.longestWaitNanos.get(new TeamId("quiet")))
                .isLessThan(Duration.ofMillis(700).toNanos());
        assertThat(fleet.longestWaitNanos.get(new TeamId("loud")))
                .isGreaterThan(Duration.ofSeconds(60).toNanos());
    }

    @Test
    void doesNotLetShortTasksStarveALongOne() {
        SimulatedFleet fleet = new SimulatedFleet(6);
        fill(fleet, 1);
        App flash = app("flash", "t", Requirement.NONE, 4, 100);
        App slow = app("slow", "t", Requirement.NONE, 3_000, 500);
        for (int i = 0; i < 20_000; i++) {
            fleet.at(Duration.ofNanos(1_000_000_000L + i * 900_000L), () -> fleet.submit(flash));
        }
        for (int i = 0; i < 3; i++) {
            fleet.at(Duration.ofSeconds(4 + 5L * i), () -> fleet.submit(slow));
        }

        fleet.run();

        assertThat(fleet.completed).isEqualTo(20_003);
        assertThat(fleet.unfinished()).isZero();
    }

    private static void fill(SimulatedFleet fleet, int engines) {
        for (int i = 0; i < engines; i++) {
            fleet.join(engine(new EngineId("e" + i), i));
        }
    }

    /** Four workers; every third engine has GPUs of one of two sizes. */
    private static EngineView engine(EngineId id, int number) {
        List<WorkerCapacity> workers = new ArrayList<>();
        boolean gpus = number % 3 == 2;
        long vramBytes = number % 2 == 0 ? 24 * GIB : 80 * GIB;
        for (int i = 0; i < 4; i++) {
            workers.add(new WorkerCapacity(
                    PlannerFixture.worker(id.value(), i),
                    gpus ? 1 : 0,
                    gpus ? "nvidia" : "",
                    gpus ? vramBytes : 0,
                    gpus ? 32 * GIB : 8 * GIB));
        }
        return new EngineView(id, null, Set.of(), workers, 8);
    }

    private static List<App> apps(Random random, int count) {
        List<App> apps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Requirement requirement = switch (i % 8) {
                case 0, 1 -> new Requirement(1, "any", (1 + random.nextInt(40)) * GIB, 2 * GIB, Set.of(), Set.of());
                case 2, 3 -> PlannerFixture.ram((1 + random.nextInt(6)) * GIB);
                default -> Requirement.NONE;
            };
            boolean isShort = i % 8 > 3 || i % 8 == 2;
            int runMillis = isShort ? 2 + random.nextInt(40) : 60 + random.nextInt(400);
            apps.add(app("app-" + i, "team-" + i % 5, requirement, runMillis, 100 + random.nextInt(2_000)));
        }
        Requirement pinned = new Requirement(0, "", 0, 0, Set.of(new WorkerId("e1-1"), new WorkerId("e3-0")), Set.of());
        apps.add(app("pinned", "team-1", pinned, 10, 200));
        apps.add(new App(
                "build",
                new TeamId("team-0"),
                Kind.BUILD,
                Requirement.NONE,
                Duration.ofSeconds(1),
                Duration.ofMillis(50),
                GIB / 4));
        return apps;
    }

    private static App app(String name, String team, Requirement requirement, int runMillis, int coldMillis) {
        return new App(
                name,
                new TeamId(team),
                Kind.RUN,
                requirement,
                Duration.ofMillis(runMillis),
                Duration.ofMillis(coldMillis),
                Math.max(GIB / 8, requirement.ramBytes()));
    }

    private static void submitAtRandom(SimulatedFleet fleet, List<App> apps, int tasks, Duration within) {
        for (int i = 0; i < tasks; i++) {
            App app = apps.get(fleet.random().nextInt(apps.size()));
            long atNanos = 1_000_000_000L + (long) (fleet.random().nextDouble() * within.toNanos());
            fleet.at(Duration.ofNanos(atNanos), () -> fleet.submit(app));
        }
    }
}
