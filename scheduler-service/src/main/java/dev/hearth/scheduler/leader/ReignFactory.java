package dev.hearth.scheduler.leader;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.SessionId;
import dev.hearth.ids.TaskId;
import dev.hearth.scheduler.engine.EngineConfig;
import dev.hearth.scheduler.placement.Planner;
import dev.hearth.scheduler.placement.PlannerSettings;
import dev.hearth.scheduler.placement.SessionShare;
import dev.hearth.scheduler.relay.EventRelay;
import dev.hearth.scheduler.relay.TaskEventJson;
import dev.hearth.scheduler.session.Session;
import dev.hearth.scheduler.storage.LeaseRow;
import dev.hearth.scheduler.storage.Partitions;
import dev.hearth.scheduler.storage.SessionRows;
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
import java.util.stream.Collectors;
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
    private final SessionConfig sessionConfig;
    private final EventRelay relay;

    ReignFactory(
            Pool pool,
            StoreConfig store,
            LeaderConfig leader,
            TaskConfig taskConfig,
            EngineConfig engineConfig,
            SessionConfig sessionConfig,
            EventRelay relay) {
        this.pool = pool;
        this.store = store;
        this.leader = leader;
        this.taskConfig = taskConfig;
        this.engineConfig = engineConfig;
        this.sessionConfig = sessionConfig;
        this.relay = relay;
    }

    /** What a reign is given by the one who won it. */
    record Won(
            long epoch,
            PgConnection connection,
            WriterConnection connections,
            Pool duties,
            LeaseRow lease,
            Context thread,
            LeaderTime time) {}

    /** A reign that knows every task that has not ended. */
    Future<Reign> start(Won won, Consumer<Throwable> stepDown) {
        return Partitions.ensure(
                        won.connection(), LocalDate.ofInstant(won.time().now(), ZoneOffset.UTC))
                .compose(ignored -> TaskReader.lastSeq(won.connection()))
                .compose(lastSeq -> TaskReader.live(won.connection())
                        .compose(live -> sessionsOf(won, live)
                                .map(sessions -> assemble(won, stepDown, lastSeq + 1, new Found(live, sessions)))));
    }

    /** What the tables hold that is not over, and the sessions of those tasks. */
    private record Found(List<StoredTask> tasks, List<Session> sessions) {}

    private static Future<List<Session>> sessionsOf(Won won, List<StoredTask> live) {
        Set<SessionId> called = live.stream()
                .flatMap(row -> row.task().spec().session().stream())
                .collect(Collectors.toUnmodifiableSet());
        return SessionRows.live(won.connection(), called);
    }

    private Reign assemble(Won won, Consumer<Throwable> stepDown, long firstSeq, Found found) {
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
        Planner planner = new Planner(
                PlannerSettings.defaults(new SessionShare(sessionConfig.share(), sessionConfig.teamShare())));
        Dispatcher dispatcher = new Dispatcher(planner, table);
        RunAtTimers timers = new RunAtTimers();
        TaskArchive archive = new TaskArchive(
                new TaskArchive.Access(pool, won.duties()), leader.pool(), won.epoch(), events, relay::offer);
        Placements placements = new Placements(tasks, dispatcher, timers);
        Cancellations cancellations = new Cancellations(tasks, dispatcher, table, timers, taskConfig);
        LiveSessions liveSessions = new LiveSessions();
        SessionStore sessionStore = new SessionStore(
                SessionStore.rows(won.duties(), leader.pool(), won.epoch()), statement -> ledger.between(statement));
        Sessions sessions =
                new Sessions(liveSessions, sessionStore, new StoredSessions(pool), tasks, cancellations, table);
        SessionCalls calls = new SessionCalls(liveSessions, sessions, dispatcher, placements);
        tasks.tell(calls);
        StreamWriter streamed = new StreamWriter(leader.pool(), won.epoch());
        StreamBuffer streams = new StreamBuffer(
                (logs, outputs) -> streamed.write(won.duties(), logs, outputs), time, taskConfig.storeOutputEvery());
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
                new Engines.Work(reports, cancellations, placements, sessions),
                new Engines.Rules(engineConfig, taskConfig, time));
        Submissions submissions = new Submissions(
                tasks,
                dispatcher,
                placements,
                timers,
                calls,
                archive.earlier(store.idempotencyKept()),
                taskConfig.maxLiveBytes());
        restoreSessions(found, liveSessions, engines, time.now());
        restore(found.tasks(), new Restored(tasks, calls, dispatcher, timers, engines));
        LOG.infof(
                "leading: pool=%s epoch=%d liveTasks=%d sessions=%d",
                leader.pool(),
                won.epoch(),
                found.tasks().size(),
                found.sessions().size());
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
                        sessions,
                        engines,
                        table,
                        streams,
                        followers,
                        archive));
    }

    /** Sessions whose first call is over have a runner; its engine has one lease to say so. The time without a leader does
     * not count as idle. */
    private static void restoreSessions(Found found, LiveSessions sessions, Engines engines, Instant now) {
        Set<TaskId> live = found.tasks().stream().map(row -> row.task().id()).collect(Collectors.toUnmodifiableSet());
        for (Session row : found.sessions()) {
            LiveSession session =
                    sessions.add(row.isActive() ? row.activeAt(now) : row).orElseThrow();
            Session.Place place = row.place();
            if (row.isActive() && place != null && !live.contains(row.what().openedBy())) {
                session.runnerIs(place);
                engines.expect(place.engine());
            }
            sessions.idle(session);
        }
    }

    private record Restored(
            LiveTasks tasks, SessionCalls calls, Dispatcher dispatcher, RunAtTimers timers, Engines engines) {}

    private static void restore(List<StoredTask> stored, Restored into) {
        Set<EngineId> expected = new HashSet<>();
        Instant now = into.tasks().now();
        for (StoredTask row : stored) {
            LiveTask live = into.tasks().restore(row.task(), row.version());
            Task task = row.task();
            if (!into.calls().restore(live)) {
                continue;
            }
            if (task.status().isHeld()) {
                if (task.engine() != null && expected.add(task.engine())) {
                    into.engines().expect(task.engine());
                }
            } else if (task.spec().runAt().filter(at -> at.isAfter(now)).isPresent()) {
                into.timers().add(live.id(), task.spec().runAt().orElseThrow());
            } else {
                into.dispatcher().enqueue(live);
            }
        }
    }

    /** Drops what retention is over for, and makes the days to come. */
    Future<Void> keepHouse(LeaderTime time) {
        LocalDate today = LocalDate.ofInstant(time.now(), ZoneOffset.UTC);
        Duration kept = store.retention();
        return Partitions.ensure(pool, today)
                .compose(ignored -> Partitions.dropBefore(pool, today.minusDays(kept.toDays())))
                .compose(ignored -> TaskDeleter.dropKeys(pool, store.idempotencyKept()))
                .compose(ignored -> SessionRows.dropOld(pool, kept));
    }
}
