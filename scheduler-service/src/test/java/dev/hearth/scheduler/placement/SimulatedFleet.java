package dev.hearth.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.WorkerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * Engines that run what the planner places, in simulated time. It keeps its own books and refuses every placement that
 * breaks a rule.
 */
final class SimulatedFleet {
    /** What tasks of an app are like. */
    record App(
            String name, TeamId team, Kind kind, Requirement requirement, Duration run, Duration cold, long ramBytes) {
        RunnerKey key() {
            return new RunnerKey(team, new SetupHash(name));
        }
    }

    private record Event(long atNanos, long order, Runnable action) {}

    /** A submitted task and what became of it. */
    private static final class Call {
        final WaitingTask task;
        final App app;
        final long submittedNanos;
        boolean cameBack;
        boolean placed;
        boolean done;

        Call(WaitingTask task, App app, long submittedNanos) {
            this.task = task;
            this.app = app;
            this.submittedNanos = submittedNanos;
        }
    }

    /** A worker as its engine sees it. */
    private static final class Slot {
        final WorkerCapacity capacity;
        final List<Call> queue = new ArrayList<>();
        final Map<RunnerKey, Long> resident = new LinkedHashMap<>();
        final Set<RunnerKey> warm = new HashSet<>();
        boolean running;
        int incarnation;

        Slot(WorkerCapacity capacity) {
            this.capacity = capacity;
        }
    }

    private static final int DEPTH = 8;

    final PlannerFixture fixture = new PlannerFixture();
    final Map<TeamId, Long> longestWaitNanos = new HashMap<>();
    int completed;
    int deepest;
    int cold;

    private final Random random;
    private final Map<EngineId, EngineView> engines = new LinkedHashMap<>();
    private final Map<WorkerId, Slot> slots = new LinkedHashMap<>();
    private final Map<TaskId, Call> calls = new HashMap<>();
    private final Map<RunnerKey, Long> newestWarm = new HashMap<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
    private long eventsMade;
    private long looksAt = Long.MAX_VALUE;

    SimulatedFleet(long seed) {
        this.random = new Random(seed);
    }

    Random random() {
        return random;
    }

    void join(EngineView view) {
        engines.put(view.id(), view);
        view.workers().forEach(capacity -> slots.computeIfAbsent(capacity.id(), _ -> new Slot(capacity)));
        fixture.planner.engineJoined(view);
    }

    void at(Duration time, Runnable action) {
        events.add(new Event(time.toNanos(), ++eventsMade, action));
    }

    void submit(App app) {
        WaitingTask like = fixture.task(app.team(), app.name(), app.requirement(), 0);
        WaitingTask task = new WaitingTask(
                like.id(), like.team(), like.setupHash(), app.kind(), like.requirement(), 0, like.sequence());
        Call call = new Call(task, app, fixture.nowNanos());
        calls.put(task.id(), call);
        fixture.planner.tryPlace(task).ifPresentOrElse(this::accept, () -> fixture.planner.enqueue(task));
    }

    /** The engine is lost with all it held; its tasks wait again. */
    void lose(EngineId id) {
        EngineView view = known(engines, id);
        fixture.planner.engineGone(id);
        for (WorkerCapacity capacity : view.workers()) {
            Slot slot = known(slots, capacity.id());
            slot.incarnation++;
            slot.running = false;
            slot.resident.clear();
            slot.warm.clear();
            List<Call> orphans = List.copyOf(slot.queue);
            slot.queue.clear();
            orphans.forEach(this::putBack);
        }
    }

    void run() {
        while (!events.isEmpty()) {
            Event event = events.remove();
            fixture.jumpTo(Math.max(fixture.nowNanos(), event.atNanos()));
            event.action().run();
            fixture.planner.plan().forEach(this::accept);
            lookAgainInTime();
        }
    }

    /** Tasks that are neither done nor running. */
    long unfinished() {
        return calls.values().stream().filter(call -> !call.done).count();
    }

    /** Fails if a task waits, not by choice, although a worker that fits it is idle. */
    void assertNothingIdleIsWanted() {
        for (Call call : calls.values()) {
            if (call.done || call.placed || call.app.kind() == Kind.BUILD) {
                continue;
            }
            boolean waitsByChoice = fixture.planner.reasonFor(call.task.id()).stream()
                    .anyMatch(reason -> reason.text().contains("warm runner"));
            if (!waitsByChoice) {
                assertThat(slots.values()).noneMatch(slot -> slot.queue.isEmpty() && fits(call.app, slot));
            }
        }
    }

    private void lookAgainInTime() {
        fixture.planner.untilNextLook().ifPresent(wait -> {
            long at = fixture.nowNanos() + wait.toNanos();
            if (at < looksAt || looksAt <= fixture.nowNanos()) {
                looksAt = at;
                at(Duration.ofNanos(at), () -> {});
            }
        });
    }

    private void accept(Placement placement) {
        Call call = known(calls, placement.task());
        if (random.nextInt(500) == 0) {
            fixture.planner.rollBack(placement);
            assertThat(fixture.planner.isWaiting(placement.task())).isFalse();
            putBack(call);
            return;
        }
        Slot slot = known(slots, placement.worker());
        check(placement, call, slot);
        call.placed = true;
        placement.evict().forEach(slot.resident::remove);
        placement.evict().forEach(slot.warm::remove);
        slot.resident.putIfAbsent(call.app.key(), expectedRam(call.app));
        assertThat(slot.resident.values().stream().mapToLong(Long::longValue).sum())
                .as("memory of %s", placement.worker())
                .isLessThanOrEqualTo(slot.capacity.ramBytes());
        slot.queue.add(call);
        deepest = Math.max(deepest, slot.queue.size());
        cold += placement.warm() ? 0 : 1;
        longestWaitNanos.merge(call.app.team(), fixture.nowNanos() - call.submittedNanos, Math::max);
        startNext(slot);
    }

    private void check(Placement placement, Call call, Slot slot) {
        assertThat(call.placed).as("%s is placed once", placement).isFalse();
        assertThat(fits(call.app, slot)).as("%s fits", placement).isTrue();
        assertThat(placement.depth()).isBetween(slot.queue.size(), DEPTH - 1);
        assertThat(placement.warm()).isEqualTo(slot.warm.contains(call.app.key()));
        if (!slot.queue.isEmpty()) {
            assertThat(placement.warm()).isTrue();
            assertThat(placement.evict()).isEmpty();
            assertThat(slot.queue).allMatch(ahead -> ahead.app.run().toMillis() < 50);
            assertThat(call.app.run()).isLessThan(Duration.ofMillis(50));
        }
        assertThat(slot.resident.keySet()).containsAll(placement.evict());
        if (call.app.kind() == Kind.BUILD) {
            assertThat(known(engines, placement.engine()).workers())
                    .noneMatch(worker ->
                            known(slots, worker.id()).queue.stream().anyMatch(each -> each.app.kind() == Kind.BUILD));
        }
        if (placement.warm() && !call.cameBack) {
            Long before = newestWarm.put(call.app.key(), call.task.sequence());
            assertThat(before == null || before < call.task.sequence())
                    .as("first in, first out")
                    .isTrue();
        }
    }

    private boolean fits(App app, Slot slot) {
        Requirement requirement = app.requirement();
        return slot.capacity.gpuCount() >= requirement.gpuCount()
                && (requirement.gpuCount() == 0 || slot.capacity.vramBytes() >= requirement.vramBytes())
                && slot.capacity.ramBytes() >= requirement.ramBytes()
                && (requirement.workers().isEmpty() || requirement.workers().contains(slot.capacity.id()));
    }

    private void startNext(Slot slot) {
        if (slot.running || slot.queue.isEmpty()) {
            return;
        }
        slot.running = true;
        Call call = slot.queue.getFirst();
        Duration coldStart = slot.warm.contains(call.app.key()) ? Duration.ZERO : call.app.cold();
        int incarnation = slot.incarnation;
        after(coldStart, () -> {
            if (slot.incarnation == incarnation) {
                becomeWarm(slot, call.app, coldStart);
            }
        });
        after(coldStart.plus(call.app.run()), () -> {
            if (slot.incarnation == incarnation) {
                finish(slot, call);
            }
        });
    }

    private void becomeWarm(Slot slot, App app, Duration coldStart) {
        if (app.kind() == Kind.RUN && slot.warm.add(app.key())) {
            fixture.planner.runnerWarm(slot.capacity.id(), app.key(), app.ramBytes(), coldStart);
        }
    }

    private void finish(Slot slot, Call call) {
        slot.queue.remove(call);
        if (call.app.kind() == Kind.BUILD) {
            slot.resident.remove(call.app.key());
        }
        slot.running = false;
        call.done = true;
        completed++;
        fixture.planner.released(call.task.id(), slot.capacity.id(), call.app.run());
        startNext(slot);
    }

    private void putBack(Call call) {
        call.cameBack = true;
        call.placed = false;
        fixture.planner.enqueue(call.task);
        after(Duration.ZERO, () -> {});
    }

    private static <K, V> V known(Map<K, V> map, K key) {
        return Objects.requireNonNull(map.get(key), () -> "Nothing known of " + key);
    }

    private void after(Duration time, Runnable action) {
        at(Duration.ofNanos(fixture.nowNanos()).plus(time), action);
    }

    private static long expectedRam(App app) {
        return Math.max(app.ramBytes(), app.requirement().ramBytes());
    }
}
