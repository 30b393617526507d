package dev.hearth.scheduler.placement;

import static dev.hearth.scheduler.placement.PlannerFixture.GIB;
import static dev.hearth.scheduler.placement.PlannerFixture.LOCAL;
import static dev.hearth.scheduler.placement.PlannerFixture.worker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.ids.SessionId;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.WorkerId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerSessionTest {
    private static final TeamId OTHERS = new TeamId("others");

    private final PlannerFixture fixture = new PlannerFixture();
    private final Planner planner = fixture.planner;

    @Test
    void aSessionGetsARunnerOfItsOwnAlthoughAnotherIsWarm() {
        fixture.engine("e", 2);
        fixture.warm(worker("e", 0), "app", Duration.ofMillis(5), Duration.ofMillis(100));

        Placement opened = place(opening("app", "s1"));

        assertThat(opened.warm()).isFalse();
        assertThat(opened.runner()).isEqualTo(runnerOf("app", "s1"));
    }

    @Test
    void callsOfNoSessionNeverGetASessionsRunner() {
        fixture.engine("e", 2);
        Placement opened = open("app", "s1");

        WaitingTask plain = fixture.task("app");
        planner.enqueue(plain);

        Placement placed = fixture.planOne();
        assertThat(placed.warm()).isFalse();
        assertThat(placed.runner()).isNotEqualTo(opened.runner());
    }

    @Test
    void laterCallsGoToTheRunnerOfTheirSessionAtOnce() {
        fixture.engine("e", 3);
        Placement opened = open("app", "s1");

        Placement next = planner.tryPlace(call("app", "s1", opened.worker())).orElseThrow();

        assertThat(next.worker()).isEqualTo(opened.worker());
        assertThat(next.warm()).isTrue();
    }

    @Test
    void laterCallsWaitForTheirWorkerAlthoughOthersAreIdle() {
        fixture.engine("e", 3);
        Placement opened = open("app", "s1");
        WaitingTask long1 = fixture.task("long", only(opened.worker()));
        Placement busy = place(long1);

        WaitingTask call = fixture.enqueue(call("app", "s1", opened.worker()));

        assertThat(planner.plan()).isEmpty();
        assertThat(fixture.reason(call)).isEqualTo("all_busy");
        fixture.finish(busy, Duration.ofSeconds(3));
        assertThat(fixture.planOne().worker()).isEqualTo(opened.worker());
    }

    @Test
    void aCallWhoseRunnerIsGoneNeverStartsAnother() {
        fixture.engine("e", 2);
        Placement opened = open("app", "s1");
        planner.runnerGone(opened.worker(), opened.runner());

        WaitingTask call = fixture.enqueue(call("app", "s1", opened.worker()));

        assertThat(planner.plan()).isEmpty();
        assertThat(fixture.reason(call)).isEqualTo("session_worker");
    }

    @Test
    void aSessionPinsItsMemoryAndNotItsWorker() {
        fixture.engine("e", 1, 4 * GIB);
        planner.enqueue(opening("app", "s1", PlannerFixture.ram(3 * GIB)));
        warmed(fixture.planOne());

        Placement small = place(fixture.task("small", PlannerFixture.ram(GIB)));
        fixture.finish(small, Duration.ofSeconds(1));
        WaitingTask large = fixture.enqueue(fixture.task("large", PlannerFixture.ram(2 * GIB)));

        assertThat(small.evict()).isEmpty();
        assertThat(planner.plan()).isEmpty();
        assertThat(fixture.reason(large)).isEqualTo("session_room");
    }

    @Test
    void aTaskThatWaitsForASessionsMemoryIsInNobodysWay() {
        fixture.engine("e", 1, 4 * GIB);
        planner.enqueue(opening("app", "s1", PlannerFixture.ram(3 * GIB)));
        warmed(fixture.planOne());
        fixture.enqueue(fixture.task("large", PlannerFixture.ram(2 * GIB)));

        WaitingTask small = fixture.enqueue(fixture.task("small", PlannerFixture.ram(GIB)));

        assertThat(fixture.planOne().task()).isEqualTo(small.id());
    }

    @Test
    void itRunsOnceTheSessionIsGone() {
        fixture.engine("e", 1, 4 * GIB);
        planner.enqueue(opening("app", "s1", PlannerFixture.ram(3 * GIB)));
        Placement opened = warmed(fixture.planOne());
        WaitingTask large = fixture.enqueue(fixture.task("large", PlannerFixture.ram(2 * GIB)));
        assertThat(planner.plan()).isEmpty();

        planner.runnerGone(opened.worker(), opened.runner());

        assertThat(fixture.planOne().task()).isEqualTo(large.id());
    }

    @Test
    void anIdleSessionsRunnerIsNeverEvicted() {
        fixture.engine("e", 1, 4 * GIB);
        planner.enqueue(opening("app", "s1", PlannerFixture.ram(GIB)));
        Placement opened = warmed(fixture.planOne());
        planner.runnerWarm(worker("e", 0), PlannerFixture.runner("idle"), 2 * GIB, Duration.ZERO);

        Placement placed = place(fixture.task("large", PlannerFixture.ram(3 * GIB)));

        assertThat(placed.evict())
                .containsExactly(PlannerFixture.runner("idle"))
                .doesNotContain(opened.runner());
    }

    @Test
    void oneWorkerIsLeftToTheOthers() {
        fixture.engine("e", 3, GIB);
        open("app", "s1", PlannerFixture.ram(GIB));
        open("app", "s2", PlannerFixture.ram(GIB));

        WaitingTask third = fixture.enqueue(opening("app", "s3", PlannerFixture.ram(GIB)));

        assertThat(planner.plan()).isEmpty();
        assertThat(fixture.reason(third)).isEqualTo("session_share");
        assertThat(planner.reasonFor(third.id()).orElseThrow().text()).contains("2 of 3 workers");
        assertThat(place(fixture.task("plain")).warm()).isFalse();
    }

    @Test
    void aSessionThatGoesMakesRoomForTheNext() {
        fixture.engine("e", 2, GIB);
        Placement first = open("app", "s1", PlannerFixture.ram(GIB));
        WaitingTask second = fixture.enqueue(opening("app", "s2", PlannerFixture.ram(GIB)));
        assertThat(planner.plan()).isEmpty();

        planner.runnerGone(first.worker(), first.runner());

        assertThat(fixture.planOne().task()).isEqualTo(second.id());
    }

    @Test
    void workersThatCarrySessionsAlreadyTakeMoreAsLongAsTheyHaveRoom() {
        fixture.engine("e", 2, GIB);
        Placement first = open("app", "s1", PlannerFixture.ram(GIB / 4));

        Placement second = place(opening("app", "s2", PlannerFixture.ram(GIB / 4)));

        assertThat(second.worker()).isEqualTo(first.worker());
    }

    @Test
    void aSessionPinsWhatItTakesAndNotWhatItAskedFor() {
        fixture.engine("e", 1, 4 * GIB);
        planner.enqueue(opening("app", "s1", PlannerFixture.ram(100 * GIB)));
        Placement first = fixture.planOne();
        planner.runnerWarm(first.worker(), first.runner(), GIB / 8, Duration.ofMillis(100));
        fixture.finish(first, Duration.ofMillis(5));

        Placement second = place(opening("app", "s2", PlannerFixture.ram(100 * GIB)));

        assertThat(second.worker()).isEqualTo(first.worker());
    }

    @Test
    void theOnlyWorkerMayCarrySessions() {
        fixture.engine("e", 1);

        assertThat(place(opening("app", "s1")).worker()).isEqualTo(worker("e", 0));
    }

    @Test
    void aTeamStaysWithinItsOwnShare() {
        Planner limited = new Planner(new PlannerSettings(
                8, Duration.ofMillis(50), 128L << 20, fixture::nowNanos, new SessionShare(1, 0.25)));
        limited.engineJoined(fixture.view("e", 4, GIB));
        limited.enqueue(opening("app", "s1", PlannerFixture.ram(GIB)));
        limited.plan();

        WaitingTask second = opening("app", "s2", PlannerFixture.ram(GIB));
        limited.enqueue(second);
        WaitingTask other = opening(OTHERS, "app", "s3", PlannerFixture.ram(GIB));
        limited.enqueue(other);

        assertThat(limited.plan()).extracting(Placement::task).containsExactly(other.id());
        assertThat(limited.reasonFor(second.id()).orElseThrow().code()).isEqualTo("session_share");
    }

    @Test
    void aRunnerReportedAfterATakeoverIsPinnedAgain() {
        fixture.engine("e", 1, 4 * GIB);
        planner.runnerWarm(worker("e", 0), runnerOf("app", "s1"), 3 * GIB, Duration.ZERO);

        WaitingTask large = fixture.enqueue(fixture.task("large", PlannerFixture.ram(2 * GIB)));

        assertThat(planner.plan()).isEmpty();
        assertThat(fixture.reason(large)).isEqualTo("session_room");
        assertThat(place(call("app", "s1", worker("e", 0))).warm()).isTrue();
    }

    @Test
    void aSetupThatFailedLeavesNothingPinned() {
        fixture.engine("e", 2, GIB);
        planner.enqueue(opening("app", "s1", PlannerFixture.ram(GIB)));
        fixture.finish(fixture.planOne(), Duration.ofMillis(1));

        assertThat(place(opening("app", "s2", PlannerFixture.ram(GIB))).warm()).isFalse();
    }

    @Test
    void thousandsOfSessionsThatWaitCostAPlanNoMoreThanAFew() {
        fixture.engine("e", 2, GIB);
        open("app", "s0", PlannerFixture.ram(GIB));
        for (int i = 1; i <= 5_000; i++) {
            fixture.enqueue(opening("app-" + i % 50, "s" + i, PlannerFixture.ram(GIB)));
        }
        planner.plan();

        long before = planner.steps();
        Placement placed = place(fixture.task("plain", PlannerFixture.ram(GIB)));
        fixture.finish(placed, Duration.ofMillis(1));
        planner.plan();

        assertThat(planner.steps() - before).isLessThan(2_000);
    }

    private Placement open(String app, String session) {
        return open(app, session, Requirement.NONE);
    }

    /** Opened, and the first call has ended. */
    private Placement open(String app, String session, Requirement requirement) {
        Placement placement = place(opening(app, session, requirement));
        return warmed(placement);
    }

    private Placement warmed(Placement placement) {
        planner.runnerWarm(placement.worker(), placement.runner(), 0, Duration.ofMillis(100));
        fixture.finish(placement, Duration.ofMillis(5));
        return placement;
    }

    private Placement place(WaitingTask task) {
        planner.enqueue(task);
        List<Placement> plan = planner.plan();
        assertThat(plan).extracting(Placement::task).containsExactly(task.id());
        return plan.getFirst();
    }

    private WaitingTask opening(String app, String session) {
        return opening(app, session, Requirement.NONE);
    }

    private WaitingTask opening(String app, String session, Requirement requirement) {
        return opening(LOCAL, app, session, requirement);
    }

    private WaitingTask opening(TeamId team, String app, String session, Requirement requirement) {
        return of(fixture.task(team, app, requirement, 0), session, true);
    }

    private WaitingTask call(String app, String session, WorkerId worker) {
        return of(fixture.task(LOCAL, app, only(worker), 0), session, false);
    }

    private static WaitingTask of(WaitingTask like, String session, boolean opens) {
        return new WaitingTask(
                like.id(),
                like.team(),
                like.setupHash(),
                like.kind(),
                like.requirement(),
                like.priority(),
                like.sequence(),
                new SessionId(session),
                opens);
    }

    private static Requirement only(WorkerId worker) {
        return new Requirement(0, "", 0, 0, Set.of(worker), Set.of());
    }

    private static RunnerKey runnerOf(String app, String session) {
        return new RunnerKey(LOCAL, new SetupHash(app), new SessionId(session));
    }
}
