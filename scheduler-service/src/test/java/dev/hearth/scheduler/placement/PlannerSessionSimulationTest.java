package dev.hearth.scheduler.placement;

import static dev.hearth.scheduler.placement.PlannerFixture.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.SessionId;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.WorkerId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions and other calls at random on a fleet that loses engines; books of its own refuse what breaks a rule. */
class PlannerSessionSimulationTest {
    private static final int WORKERS_EACH = 4;
    private static final long RAM = 4 * GIB;

    /** A session as its scheduler sees it. */
    private static final class Lease {
        final SessionId id;
        final TeamId team;
        final String app;
        WaitingTask call;
        WorkerId home = new WorkerId("none");
        boolean busy = true;

        Lease(SessionId id, TeamId team, String app, WaitingTask opening) {
            this.id = id;
            this.team = team;
            this.app = app;
            this.call = opening;
        }
    }

    private final PlannerFixture fixture = new PlannerFixture();
    private final Planner planner = fixture.planner;
    private final Map<SessionId, Lease> leases = new LinkedHashMap<>();
    private final Map<TaskId, WaitingTask> waiting = new LinkedHashMap<>();
    private final Map<TaskId, Placement> held = new LinkedHashMap<>();
    private final Map<TaskId, WaitingTask> tasks = new HashMap<>();
    private final Map<WorkerId, Map<RunnerKey, Long>> resident = new HashMap<>();
    private Random random = new Random(0);
    private int engines;
    private int sessionsMade;
    private int sessionCalls;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void keepsEveryRuleWhateverComesAndGoes(long seed) {
        random = new Random(seed);
        for (int i = 0; i < 6; i++) {
            join("e" + i);
        }
        for (int step = 0; step < 20_000; step++) {
            act(random.nextInt(100));
            plan();
        }

        drain();

        assertThat(waiting).isEmpty();
        assertThat(held).isEmpty();
        assertThat(sessionCalls).isGreaterThan(1_000);
    }

    @Test
    void thousandsOfWorkersCarryThousandsOfSessions() {
        for (int i = 0; i < 500; i++) {
            join("e" + i);
        }
        for (int i = 0; i < 5_000; i++) {
            open();
        }
        plan();
        long before = planner.steps();
        for (int i = 0; i < 1_000; i++) {
            finishOne();
            callOne();
            plan();
        }

        assertThat((planner.steps() - before) / 1_000).isLessThan(2_000);
        assertThat(carriers()).isLessThan(500 * WORKERS_EACH);
    }

    private void act(int dice) {
        if (dice < 12) {
            open();
        } else if (dice < 40) {
            callOne();
        } else if (dice < 60) {
            plain();
        } else if (dice < 92) {
            finishOne();
        } else if (dice < 98) {
            endOne();
        } else if (dice < 99) {
            fixture.pass(Duration.ofSeconds(2));
        } else {
            loseOne();
        }
    }

    private void join(String name) {
        engines++;
        fixture.engine(name, WORKERS_EACH, RAM);
        for (int i = 0; i < WORKERS_EACH; i++) {
            resident.put(PlannerFixture.worker(name, i), new HashMap<>());
        }
    }

    private void open() {
        if (leases.size() > 200 && engines < 100) {
            return;
        }
        TeamId team = new TeamId("t" + random.nextInt(3));
        String app = "app" + random.nextInt(6);
        SessionId id = new SessionId("s" + ++sessionsMade);
        WaitingTask like = fixture.task(team, app, PlannerFixture.ram(GIB / 2 * (1 + random.nextInt(4))), 0);
        WaitingTask task = ofSession(like, id, like.requirement(), true);
        leases.put(id, new Lease(id, team, app, task));
        enqueue(task);
    }

    private void callOne() {
        Lease lease = one(leases.values().stream().filter(each -> !each.busy).toList());
        if (lease == null) {
            return;
        }
        lease.busy = true;
        Requirement home = new Requirement(0, "", 0, 0, Set.of(lease.home), Set.of());
        lease.call = ofSession(fixture.task(lease.team, lease.app, home, 0), lease.id, home, false);
        sessionCalls++;
        tasks.put(lease.call.id(), lease.call);
        waiting.put(lease.call.id(), lease.call);
        planner.tryPlace(lease.call).ifPresentOrElse(this::accept, () -> planner.enqueue(lease.call));
    }

    private void plain() {
        if (waiting.size() < 300) {
            TeamId team = new TeamId("t" + random.nextInt(3));
            enqueue(fixture.task(team, "app" + random.nextInt(6), PlannerFixture.ram(GIB / 2 * random.nextInt(8)), 0));
        }
    }

    private void finishOne() {
        Placement placement = one(List.copyOf(held.values()));
        if (placement == null) {
            return;
        }
        if (!placement.warm()) {
            planner.runnerWarm(placement.worker(), placement.runner(), 0, Duration.ofMillis(50));
        }
        release(placement);
        Lease lease = leaseOf(placement.task());
        if (lease != null) {
            lease.home = placement.worker();
            lease.busy = false;
        }
    }

    private void endOne() {
        Lease lease = one(leases.values().stream().filter(each -> !each.busy).toList());
        if (lease != null) {
            leases.remove(lease.id);
            RunnerKey key = lease.call.runnerKey();
            on(lease.home).remove(key);
            planner.runnerGone(lease.home, key);
        }
    }

    /** The engine and all it held: calls of sessions fail, the others wait again. */
    private void loseOne() {
        String name = "e" + random.nextInt(6);
        EngineId id = new EngineId(name);
        List<Placement> lost =
                held.values().stream().filter(each -> each.engine().equals(id)).toList();
        lost.forEach(this::release);
        planner.engineGone(id);
        leases.values().removeIf(lease -> {
            boolean gone = lease.home.value().startsWith(name + "-")
                    || lost.stream().anyMatch(each -> each.task().equals(lease.call.id()));
            if (gone && waiting.remove(lease.call.id()) != null) {
                planner.remove(lease.call.id());
            }
            return gone;
        });
        for (Placement placement : lost) {
            WaitingTask task = Objects.requireNonNull(tasks.get(placement.task()));
            if (task.session() == null) {
                enqueue(task);
            }
        }
        engines--;
        join(name);
    }

    private void drain() {
        for (int round = 0; round < 20_000 && !(waiting.isEmpty() && held.isEmpty()); round++) {
            fixture.pass(Duration.ofMillis(20));
            finishOne();
            endOne();
            plan();
        }
    }

    private void enqueue(WaitingTask task) {
        tasks.put(task.id(), task);
        waiting.put(task.id(), task);
        planner.enqueue(task);
    }

    private void plan() {
        planner.plan().forEach(this::accept);
    }

    private void accept(Placement placement) {
        WaitingTask task = Objects.requireNonNull(waiting.remove(placement.task()));
        Map<RunnerKey, Long> there = on(placement.worker());
        assertThat(placement.runner()).isEqualTo(task.runnerKey());
        if (task.session() != null && !task.opens()) {
            assertThat(placement.worker()).isEqualTo(Objects.requireNonNull(leaseOf(task.id())).home);
            assertThat(placement.warm()).as("a session's runner is there").isTrue();
        }
        if (task.opens()) {
            assertThat(placement.warm())
                    .as("a session starts a runner of its own")
                    .isFalse();
        }
        assertThat(placement.evict()).noneMatch(RunnerKey::isOfSession);
        assertThat(there.keySet()).containsAll(placement.evict());
        placement.evict().forEach(there::remove);
        there.putIfAbsent(placement.runner(), Math.max(task.requirement().ramBytes(), 128L << 20));
        assertThat(there.values().stream().mapToLong(Long::longValue).sum())
                .as("memory of %s", placement.worker())
                .isLessThanOrEqualTo(RAM);
        assertThat(carriers()).as("one worker is left").isLessThan(resident.size());
        held.put(placement.task(), placement);
    }

    private void release(Placement placement) {
        held.remove(placement.task());
        planner.released(placement.task(), placement.worker(), Duration.ofMillis(100));
    }

    private long carriers() {
        return resident.values().stream()
                .filter(runners -> runners.keySet().stream().anyMatch(RunnerKey::isOfSession))
                .count();
    }

    private Map<RunnerKey, Long> on(WorkerId worker) {
        return Objects.requireNonNull(resident.get(worker));
    }

    private @Nullable Lease leaseOf(TaskId task) {
        SessionId session = Objects.requireNonNull(tasks.get(task)).session();
        return session == null ? null : leases.get(session);
    }

    private <T> @Nullable T one(List<T> candidates) {
        return candidates.isEmpty() ? null : candidates.get(random.nextInt(candidates.size()));
    }

    private static WaitingTask ofSession(WaitingTask like, SessionId session, Requirement requirement, boolean opens) {
        return new WaitingTask(
                like.id(),
                like.team(),
                like.setupHash(),
                like.kind(),
                requirement,
                like.priority(),
                like.sequence(),
                session,
                opens);
    }
}
