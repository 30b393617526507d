package dev.hearth.scheduler.leader;

import dev.hearth.errors.TaskErrorCode;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.SessionId;
import dev.hearth.ids.TeamId;
import dev.hearth.scheduler.engine.Engine;
import dev.hearth.scheduler.engine.EngineOrder;
import dev.hearth.scheduler.engine.EngineReport;
import dev.hearth.scheduler.session.Session;
import dev.hearth.scheduler.session.SessionErrors;
import dev.hearth.scheduler.session.SessionPage;
import dev.hearth.scheduler.session.SessionStatus;
import dev.hearth.scheduler.task.TaskErrors;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps sessions and ends them: on demand, when they are idle for too long, when their runner or its engine is gone. A
 * session that is over never becomes active again, and its runner is unloaded once that is committed. Owned by the
 * leader's thread.
 */
final class Sessions {
    private static final Duration RETRY_EVERY = Duration.ofSeconds(1);

    private final LiveSessions table;
    private final SessionStore store;
    private final Reader reader;
    private final LiveTasks tasks;
    private final Cancellations cancellations;
    private final EngineTable engines;
    private Instant retryAt = Instant.EPOCH;

    Sessions(
            LiveSessions table,
            SessionStore store,
            Reader reader,
            LiveTasks tasks,
            Cancellations cancellations,
            EngineTable engines) {
        this.table = table;
        this.store = store;
        this.reader = reader;
        this.tasks = tasks;
        this.cancellations = cancellations;
        this.engines = engines;
    }

    /** Reads sessions from their rows. */
    interface Reader {
        Future<Optional<Session>> find(SessionId id);

        Future<SessionPage> list(SessionPage.Query query);

        /** Fails when there is none, or another team's. */
        default Future<Session> require(SessionId id, TeamId team) {
            return find(id).compose(
                            row -> row.filter(session -> session.what().team().equals(team))
                                    .map(Future::succeededFuture)
                                    .orElseGet(() -> Future.failedFuture(SessionErrors.notFound(id))));
        }
    }

    /** The session as it stands; fails when there is none, or another team's. */
    Future<Session> get(SessionId id, TeamId team) {
        Optional<LiveSession> live = table.find(id, team);
        live.ifPresent(this::expireIfOverdue);
        return live.isPresent() ? Future.succeededFuture(shown(live.get())) : reader.require(id, team);
    }

    Future<SessionPage> list(SessionPage.Query query) {
        return reader.list(query)
                .map(page -> new SessionPage(
                        page.sessions().stream()
                                .map(row ->
                                        table.find(row.id()).map(this::shown).orElse(row))
                                .toList(),
                        page.nextCursor()));
    }

    /** Fails with the reason if it takes no calls. */
    Future<LiveSession> requireActive(SessionId id, TeamId team) {
        Optional<LiveSession> found = table.find(id, team);
        if (found.isEmpty()) {
            return reader.require(id, team).compose(Sessions::refuse);
        }
        LiveSession live = found.get();
        expireIfOverdue(live);
        return live.isActive() ? Future.succeededFuture(live) : refuse(live.session());
    }

    /** The idle time begins again. */
    Future<Session> keepAlive(SessionId id, TeamId team) {
        return requireActive(id, team).compose(live -> {
            live.activeAt(tasks.now());
            return store.store(live).map(ignored -> shown(live));
        });
    }

    /** Ends it on demand; what is over stays as it is. */
    Future<Session> end(SessionId id, TeamId team) {
        Optional<LiveSession> found = table.find(id, team);
        if (found.isEmpty()) {
            return reader.require(id, team);
        }
        LiveSession live = found.get();
        expireIfOverdue(live);
        Future<Void> done = live.isActive() ? over(live, SessionStatus.ENDED) : saved(live);
        return done.map(ignored -> live.session());
    }

    /** Its runner is gone without our doing. */
    void lose(LiveSession live) {
        over(live, SessionStatus.LOST);
    }

    /** An engine is gone with all it had. */
    void engineGone(EngineId engine) {
        table.on(engine).forEach(this::lose);
    }

    /** What an engine says of a session's runner. */
    void runner(Engine engine, EngineReport.Runner report) {
        SessionId id = report.session();
        if (id == null) {
            return;
        }
        Session.Place place = new Session.Place(engine.id(), report.worker());
        Optional<LiveSession> live = table.find(id);
        switch (report.phase()) {
            case STARTING -> {}
            case WARM -> {
                if (live.isPresent() && !live.get().hasRunner() && live.get().isActive()) {
                    live.get().runnerIs(place);
                } else if (live.isEmpty() || !live.get().livesAt(place)) {
                    engine.send(new EngineOrder.Unload(
                            report.worker(), new EngineOrder.RunnerName(report.team(), report.setupHash(), id)));
                }
            }
            case GONE ->
                live.filter(LiveSession::isActive)
                        .filter(known -> known.livesAt(place))
                        .ifPresent(this::lose);
        }
    }

    /** An engine has said all it holds: sessions that should live there and do not are lost. */
    void reported(Engine engine, EngineReport.Hello hello) {
        Set<SessionId> there = hello.runners().stream()
                .flatMap(runner -> Optional.ofNullable(runner.session()).stream())
                .collect(Collectors.toUnmodifiableSet());
        for (LiveSession live : table.on(engine.id())) {
            if (!there.contains(live.session().id())) {
                lose(live);
            }
        }
    }

    /** Ends what was idle for too long, and stores what could not be stored. */
    void look() {
        Instant now = tasks.now();
        table.takeOverdue(now).forEach(live -> over(live, SessionStatus.EXPIRED));
        if (!now.isBefore(retryAt)) {
            retryAt = now.plus(RETRY_EVERY);
            store.takeUnsaved().forEach(this::saveAgain);
        }
    }

    /**
     * Ends a call of a session that is over: one that has not begun at once, one in progress by a cancel if the session
     * was ended on demand. Otherwise what happened to the runner decides.
     *
     * @return whether it had not begun
     */
    boolean stop(LiveSession live, LiveTask call) {
        if (!call.task().status().isHeld()) {
            cancellations.fail(
                    call, codeOf(live), SessionErrors.over(live.session()).getMessage());
            return true;
        }
        if (live.session().status() == SessionStatus.ENDED) {
            cancellations.cancel(call, false, Duration.ZERO);
        }
        return false;
    }

    void forgetIfOver(LiveSession live) {
        if (!live.isActive() && live.isIdle() && store.isSaved(live)) {
            table.remove(live);
        }
    }

    /** Decides nothing more. */
    void close() {
        store.close();
    }

    private Future<Void> over(LiveSession live, SessionStatus reason) {
        live.over(reason, tasks.now());
        live.open().forEach(call -> stop(live, call));
        return saved(live);
    }

    private Future<Void> saved(LiveSession live) {
        return store.store(live).onSuccess(ignored -> {
            unload(live);
            forgetIfOver(live);
        });
    }

    private void saveAgain(LiveSession live) {
        if (live.isActive()) {
            store.store(live);
        } else {
            saved(live);
        }
    }

    /** An engine that does not hear it says the runner again when it is back, and hears it then. */
    private void unload(LiveSession live) {
        Session.Place place = live.session().place();
        if (place != null && live.hasRunner() && live.session().status() != SessionStatus.LOST) {
            engines.send(place.engine(), new EngineOrder.Unload(place.worker(), live.runner()));
        }
    }

    private void expireIfOverdue(LiveSession live) {
        if (live.isOverdue(tasks.now())) {
            over(live, SessionStatus.EXPIRED);
        }
    }

    /** An active row that is not in memory belongs to another leader. */
    private static Future<LiveSession> refuse(Session session) {
        return Future.failedFuture(session.isActive() ? TaskErrors.unavailable() : SessionErrors.over(session));
    }

    private Session shown(LiveSession live) {
        return live.shown(tasks.now());
    }

    private static TaskErrorCode codeOf(LiveSession live) {
        return live.session().status() == SessionStatus.LOST ? TaskErrorCode.WORKER_LOST : TaskErrorCode.SESSION_ENDED;
    }
}
