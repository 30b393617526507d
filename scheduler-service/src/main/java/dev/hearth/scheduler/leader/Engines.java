package dev.hearth.scheduler.leader;

import dev.hearth.errors.TaskErrorCode;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.TaskId;
import dev.hearth.scheduler.engine.Engine;
import dev.hearth.scheduler.engine.EngineConfig;
import dev.hearth.scheduler.engine.EngineLine;
import dev.hearth.scheduler.engine.EngineOrder;
import dev.hearth.scheduler.engine.EngineReport;
import dev.hearth.scheduler.placement.EngineView;
import dev.hearth.scheduler.placement.Planner;
import dev.hearth.scheduler.placement.RunnerKey;
import dev.hearth.scheduler.placement.WorkerCapacity;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskEvent;
import dev.hearth.scheduler.task.TaskStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Engines come, are heard of, and are lost. A lease belongs to an engine and lives in the leader's memory; a new leader
 * gives every engine one whole lease to report what it holds. Owned by the leader's thread.
 */
final class Engines {
    private static final Logger LOG = Logger.getLogger(Engines.class);

    private final EngineTable table;
    private final Planner planner;
    private final LiveTasks tasks;
    private final Dispatcher dispatcher;
    private final Work work;
    private final Rules rules;
    private final Map<EngineId, Long> expectedUntil = new HashMap<>();

    Engines(EngineTable table, Planner planner, LiveTasks tasks, Dispatcher dispatcher, Work work, Rules rules) {
        this.table = table;
        this.planner = planner;
        this.tasks = tasks;
        this.dispatcher = dispatcher;
        this.work = work;
        this.rules = rules;
    }

    /** What has to happen to the tasks of an engine. */
    record Work(Reports reports, Cancellations cancellations, Placements placements, Sessions sessions) {}

    /** How long leases last, and how often a task may be charged. */
    record Rules(EngineConfig engines, TaskConfig tasks, LeaderTime time) {}

    /** After a takeover: engines named in rows have one lease to report. */
    void expect(EngineId engine) {
        expectedUntil.put(engine, leaseEnd());
    }

    void hello(EngineId id, EngineLine line, EngineReport.Hello hello) {
        Engine known = table.find(id).orElse(null);
        if (known != null && !known.isSameProcess(hello)) {
            LOG.infof("engine started again: engineId=%s", id);
            forget(known);
            known = null;
        }
        boolean isNew = known == null;
        Engine engine = known == null ? new Engine(id, hello, rules.time().now()) : known;
        table.add(engine);
        expectedUntil.remove(id);
        engine.connected(line, hello, rules.time().now());
        renew(engine);
        engine.send(
                new EngineOrder.Welcome(rules.engines().lease(), rules.engines().heartbeatEvery()));
        if (isNew) {
            LOG.infof(
                    "engine joined: engineId=%s workers=%d", id, hello.workers().size());
            planner.engineJoined(viewOf(engine));
        }
        hello.runners().forEach(report -> note(engine, report));
        if (hello.draining()) {
            planner.engineDraining(id);
        }
        work.sessions().reported(engine, hello);
        reconcile(engine, hello, isNew);
        work.placements().plan();
    }

    void heartbeat(Engine engine, EngineReport.Heartbeat heartbeat) {
        renew(engine);
        engine.send(new EngineOrder.HeartbeatAck(heartbeat.sequence()));
    }

    void draining(Engine engine) {
        engine.drain();
        planner.engineDraining(engine.id());
    }

    void runner(Engine engine, EngineReport.Runner report) {
        note(engine, report);
        work.placements().plan();
    }

    private void note(Engine engine, EngineReport.Runner report) {
        RunnerKey key = new RunnerKey(report.team(), report.setupHash(), report.session());
        switch (report.phase()) {
            case STARTING -> {} // the planner knows: it sent the task that starts it
            case WARM -> planner.runnerWarm(report.worker(), key, report.ramBytes(), report.coldStart());
            case GONE -> planner.runnerGone(report.worker(), key);
        }
        work.sessions().runner(engine, report);
    }

    /** Ends the leases of engines that were not heard in time, and gives their tasks back. */
    void sweep() {
        long now = rules.time().nanoTime();
        for (Engine engine : table.all()) {
            if (engine.isLeaseOver(now)) {
                LOG.warnf("engine lost: engineId=%s", engine.id());
                forget(engine);
            }
        }
        Set<EngineId> never = new HashSet<>();
        expectedUntil.forEach((id, until) -> {
            if (now - until >= 0) {
                never.add(id);
            }
        });
        for (EngineId id : never) {
            LOG.warnf("engine did not report after the takeover: engineId=%s", id);
            expectedUntil.remove(id);
            work.sessions().engineGone(id);
            loseTasks(tasks.heldBy(id), id);
        }
        work.placements().plan();
    }

    void dropAll(Throwable reason) {
        table.all().forEach(engine -> engine.end(reason));
    }

    private void forget(Engine engine) {
        table.remove(engine.id());
        engine.end(new IllegalStateException("the lease of engine " + engine.id() + " is over"));
        List<LiveTask> held = tasks.heldBy(engine.id());
        held.forEach(live -> dispatcher.release(live, null));
        planner.engineGone(engine.id());
        work.sessions().engineGone(engine.id());
        loseTasks(held, engine.id());
    }

    private void loseTasks(List<LiveTask> held, EngineId engine) {
        held.forEach(live -> lose(live, engine));
    }

    private void lose(LiveTask live, EngineId engine) {
        Task task = live.task();
        dispatcher.release(live, null);
        if (task.status() == TaskStatus.CANCELLING) {
            tasks.move(live, new TaskEvent.Cancelled(null));
            return;
        }
        int limit = task.spec().maxAttempts() > 0
                ? task.spec().maxAttempts()
                : rules.tasks().maxAttempts();
        boolean chargeNow = !task.started() && limit == 1 && live.isAssignmentSent();
        int charged = task.charged() + (chargeNow ? 1 : 0);
        LiveSession session = live.session();
        if (session != null && !session.isActive()) {
            String error = "worker lost: engine %s held session %s"
                    .formatted(engine, session.session().id());
            tasks.move(live, new TaskEvent.Failed(TaskErrorCode.WORKER_LOST, error, null));
            return;
        }
        if (charged >= limit) {
            String error = "engine %s was lost; %d of %d attempts are used up".formatted(engine, charged, limit);
            tasks.move(live, new TaskEvent.Failed(TaskErrorCode.ENGINE_LOST, error, null));
            return;
        }
        tasks.move(live, new TaskEvent.EngineLost(chargeNow)).onSuccess(ignored -> {
            if (live.task().status() == TaskStatus.QUEUED) {
                dispatcher.enqueue(live);
                work.placements().plan();
            }
        });
    }

    /** Makes memory and engine agree on what the engine holds. */
    private void reconcile(Engine engine, EngineReport.Hello hello, boolean isNew) {
        Set<TaskId> mentioned = new HashSet<>();
        for (EngineReport.Held held : hello.held()) {
            mentioned.add(held.task());
            keep(engine, held);
        }
        for (EngineReport.Result result : hello.results()) {
            mentioned.add(result.task());
            work.reports().result(engine, result);
        }
        for (LiveTask live : tasks.heldBy(engine.id())) {
            if (mentioned.contains(live.id())) {
                continue;
            }
            if (live.task().status() == TaskStatus.CANCELLING) {
                dispatcher.release(live, null);
                tasks.move(live, new TaskEvent.Cancelled(null));
            } else if (isNew || live.task().started()) {
                lose(live, engine.id());
            } else {
                dispatcher.assign(live);
            }
        }
    }

    private void keep(Engine engine, EngineReport.Held held) {
        LiveTask live = tasks.find(held.task()).orElse(null);
        if (live == null
                || live.task().attempt() != held.attempt()
                || !live.task().status().isHeld()
                || !engine.id().equals(live.task().engine())) {
            engine.send(new EngineOrder.Abandon(held.task(), held.attempt()));
            return;
        }
        live.assignmentSent();
        dispatcher.restore(live, held.worker());
        if (held.started()) {
            tasks.step(live, new TaskEvent.Progressed(held.status()));
        }
        work.cancellations().repeat(live);
    }

    private void renew(Engine engine) {
        engine.renew(leaseEnd(), rules.time().now());
    }

    private long leaseEnd() {
        return rules.time().nanoTime() + rules.engines().lease().toNanos();
    }

    private static EngineView viewOf(Engine engine) {
        List<WorkerCapacity> workers = engine.workers().stream()
                .map(slot -> new WorkerCapacity(
                        slot.id(), slot.gpuCount(), slot.gpuType(), slot.vramBytes(), slot.ramBytes()))
                .toList();
        return new EngineView(
                engine.id(),
                engine.onlyTeam().orElse(null),
                engine.capabilities().labels(),
                workers,
                engine.capabilities().depth());
    }
}
