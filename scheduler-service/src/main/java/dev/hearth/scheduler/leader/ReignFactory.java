package dev.hearth.scheduler.leader;

import dev.hearth.ids.EngineId;
import dev.hearth.scheduler.engine.EngineConfig;
import dev.hearth.scheduler.placement.Planner;
import dev.hearth.scheduler.placement.PlannerSettings;
import dev.hearth.scheduler.placement.SessionShare;
import dev.hearth.scheduler.relay.EventRelay;
import dev.hearth.scheduler.relay.TaskEventJson;
import dev.hearth.scheduler.storage.LeaseRow;
import dev.hearth.scheduler.storage.Partitions;
import dev.hearth.scheduler.storage.StoreConfig;
import dev.hearth.scheduler.storage.StoredTask;
import dev.hearth.scheduler.storage.StreamWriter;
import dev.hearth.scheduler.storage.TaskDeleter;
import dev.hearth.scheduler.storage.TaskReader;
import dev.hearth.scheduler.storage.TaskWriter;
import dev.hearth.scheduler.storage.WriterConnection;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.watch.TaskFollowers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Starts a reign: puts its parts together and reads back what is not final. */
@ApplicationScoped
class ReignFactory {
    private static final Logger LOG = Logger.getLogger(ReignFactory.class);

    private final Pool pool;
    private final StoreConfig store;
    private final LeaderConfig leader;
    private final TaskConfig taskConfig;
    private final EngineConfig engineConfig;
    private final EventRelay relay;

    ReignFactory(
            Pool pool,
            StoreConfig store,
            LeaderConfig leader,
            TaskConfig taskConfig,
            EngineConfig engineConfig,
            EventRelay relay) {
        this.pool = pool;
        this.store = store;
        this.leader = leader;
        this.taskConfig = taskConfig;
        this.engineConfig = engineConfig;
        this.relay = relay;
    }

    /** What a reign is given by the one who won it. */
    record Won(
            long epoch,
            PgConnection connection,
            WriterConnection connections,
            LeaseRow lease,
            Context thread,
            LeaderTime time) {}

    /** A reign that knows every task that has not ended. */
    Future<Reign> start(Won won, Consumer<Throwable> stepDown) {
        return Partitions.ensure(
                        won.connection(), LocalDate.ofInstant(won.time().now(), ZoneOffset.UTC))
                .compose(ignored -> TaskReader.lastSeq(won.connection()))
                .compose(lastSeq ->
                        TaskReader.live(won.connection()).map(live -> assemble(won, stepDown, lastSeq + 1, live)));
    }

    private Reign assemble(Won won, Consumer<Throwable> stepDown, long firstSeq, List<StoredTask> stored) {
        LeaderTime time = won.time();
        TaskEventJson events = new TaskEventJson(leader.pool());
        TaskWriter writer =
                new TaskWriter(won.connections(), won.lease(), leader.pool(), won.epoch(), won.connection());
        TaskLedger ledger = new TaskLedger(
                won.thread(),
                writer,
                events,
                relay::offer,
                stepDown,
                new TaskLedger.Limits(store.maxBatch(), store.maxBatchBytes(), firstSeq));
        TaskFollowers followers = new TaskFollowers();
        LiveTasks tasks = new LiveTasks(
                time,
                ledger,
                followers,
                new FinishedTasks(time, taskConfig.finishedKept(), taskConfig.finishedBytes()));
        EngineTable table = new EngineTable();
        Planner planner = new Planner(PlannerSettings.defaults(SessionShare.ALL_BUT_ONE));
        Dispatcher dispatcher = new Dispatcher(planner, table);
        RunAtTimers timers = new RunAtTimers();
        TaskArchive archive = new TaskArchive(pool, leader.pool(), won.epoch(), events, relay::offer);
        Placements placements = new Placements(tasks, dispatcher, timers);
        Cancellations cancellations = new Cancellations(tasks, dispatcher, table, timers, taskConfig);
        StreamBuffer streams = new StreamBuffer(new StreamWriter(leader.pool(), won.epoch()), pool, time, taskConfig);
        Reports reports = new Reports(
                tasks,
                dispatcher,
                placements,
                new Reports.Streams(streams, followers),
                archive::isCommitted,
                new Reports.Waits(time, taskConfig));
        Engines engines = new Engines(
                table,
                planner,
                tasks,
                dispatcher,
                new Engines.Work(reports, cancellations, placements),
                new Engines.Rules(engineConfig, taskConfig, time));
        Submissions submissions = new Submissions(
                tasks,
                dispatcher,
                placements,
                timers,
                (team, key) -> archive.keyed(team, key, store.idempotencyKept()),
                taskConfig.maxLiveBytes());
        restore(stored, tasks, dispatcher, timers, engines);
        LOG.infof("leading: pool=%s epoch=%d liveTasks=%d", leader.pool(), won.epoch(), stored.size());
        return new Reign(
                won.epoch(),
                new ReignParts(
                        tasks,
                        ledger,
                        dispatcher,
                        submissions,
                        placements,
                        cancellations,
                        reports,
                        new LiveSteps(tasks, time, taskConfig.storeStepsAfter()),
                        new Recalls(tasks, dispatcher, table, time, taskConfig.recallAfter()),
                        engines,
                        table,
                        streams,
                        followers,
                        archive));
    }

    private static void restore(
            List<StoredTask> stored, LiveTasks tasks, Dispatcher dispatcher, RunAtTimers timers, Engines engines) {
        Set<EngineId> expected = new HashSet<>();
        Instant now = tasks.now();
        for (StoredTask row : stored) {
            LiveTask live = tasks.restore(row.task(), row.version());
            Task task = row.task();
            if (task.status().isHeld()) {
                if (task.engine() != null && expected.add(task.engine())) {
                    engines.expect(task.engine());
                }
            } else if (task.spec().runAt().filter(at -> at.isAfter(now)).isPresent()) {
                timers.add(live.id(), task.spec().runAt().orElseThrow());
            } else {
                dispatcher.enqueue(live);
            }
        }
    }

    /** Drops what retention is over for, and makes the days to come. */
    Future<Void> keepHouse(LeaderTime time) {
        LocalDate today = LocalDate.ofInstant(time.now(), ZoneOffset.UTC);
        Duration kept = store.retention();
        return Partitions.ensure(pool, today)
                .compose(ignored -> Partitions.dropBefore(pool, today.minusDays(kept.toDays())))
                .compose(ignored -> TaskDeleter.dropKeys(pool, store.idempotencyKept()));
    }
}
