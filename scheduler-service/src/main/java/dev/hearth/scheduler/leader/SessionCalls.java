package dev.hearth.scheduler.leader;

import dev.hearth.errors.TaskErrorCode;
import dev.hearth.ids.SessionId;
import dev.hearth.scheduler.session.Session;
import dev.hearth.scheduler.session.SessionErrors;
import dev.hearth.scheduler.session.SessionStatus;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskSpec;
import dev.hearth.scheduler.task.TaskStatus;
import io.vertx.core.Future;
import java.time.Instant;

/**
 * The calls of sessions: who may call, whose turn it is, and what the end of a call means. Calls of one session go to the
 * planner one after another, so that no placement can change their order. Owned by the leader's thread.
 */
final class SessionCalls implements CallEntry, CallEnds {
    private final LiveSessions table;
    private final Sessions sessions;
    private final Dispatcher dispatcher;
    private final Placements placements;

    SessionCalls(LiveSessions table, Sessions sessions, Dispatcher dispatcher, Placements placements) {
        this.table = table;
        this.sessions = sessions;
        this.dispatcher = dispatcher;
        this.placements = placements;
    }

    @Override
    public Future<Void> admit(TaskSpec spec) {
        if (spec.session().isEmpty() || spec.opensSession()) {
            return Future.succeededFuture();
        }
        SessionId id = spec.session().get();
        return sessions.requireActive(id, spec.team()).compose(live -> {
            Session session = live.session();
            if (!session.what().app().equals(spec.app())) {
                return Future.failedFuture(SessionErrors.otherApp(session, spec.app()));
            }
            if (!session.what().appVersion().equals(spec.appVersion())) {
                return Future.failedFuture(SessionErrors.otherVersion(session, spec.appVersion()));
            }
            if (!session.what().setupHash().equals(spec.setupHash())) {
                return Future.failedFuture(SessionErrors.otherSetup(session));
            }
            return spec.runAt().isPresent()
                    ? Future.failedFuture(SessionErrors.laterCallWithTime(id))
                    : Future.succeededFuture();
        });
    }

    @Override
    public Instant arrivalOf(TaskSpec spec, Instant now) {
        return spec.session()
                .flatMap(table::find)
                .map(live -> live.arrival(now))
                .orElse(now);
    }

    @Override
    public void join(LiveTask call) {
        TaskSpec spec = call.task().spec();
        if (spec.session().isEmpty()) {
            return;
        }
        SessionId id = spec.session().get();
        (spec.opensSession() ? table.add(opened(id, call)) : table.find(id)).ifPresent(live -> joined(live, call));
    }

    /** A task of an earlier reign; false if its session is over and it will not run. */
    boolean restore(LiveTask call) {
        Task task = call.task();
        LiveSession live = task.spec().session().flatMap(table::find).orElse(null);
        if (live == null) {
            return true;
        }
        joined(live, call);
        return live.isActive() || !sessions.stop(live, call);
    }

    @Override
    public void refused(LiveTask call) {
        LiveSession live = call.session();
        if (live == null) {
            return;
        }
        boolean hadTurn = live.isTurnOf(call);
        live.leave(call);
        if (call.task().spec().opensSession()) {
            table.remove(live);
        } else if (hadTurn && live.isActive()) {
            passTurn(live);
        }
    }

    @Override
    public void ending(LiveTask call) {
        LiveSession live = call.session();
        if (live == null) {
            return;
        }
        boolean hadTurn = live.isTurnOf(call);
        live.leave(call);
        if (!live.isActive()) {
            return;
        }
        Task task = call.task();
        if (task.spec().opensSession() && !live.hasRunner() && !foundRunner(live, task)) {
            live.over(
                    isOf(task, TaskErrorCode.ENGINE_LOST) ? SessionStatus.LOST : SessionStatus.ENDED, task.updatedAt());
            live.open().forEach(waiting -> sessions.stop(live, waiting));
        } else if (isOf(task, TaskErrorCode.WORKER_LOST)) {
            sessions.lose(live);
        } else {
            live.activeAt(task.updatedAt());
            if (hadTurn) { // a call that only waited leaves the turn where it is, which may be one whose time has not
                // come
                passTurn(live);
            }
        }
    }

    @Override
    public void ended(LiveTask call) {
        LiveSession live = call.session();
        if (live != null) {
            live.called(call.task().updatedAt());
            sessions.forgetIfOver(live);
        }
    }

    private static Session opened(SessionId id, LiveTask call) {
        TaskSpec spec = call.task().spec();
        Session.What what = new Session.What(
                spec.team(),
                spec.user(),
                spec.app(),
                spec.appVersion(),
                spec.setupHash(),
                spec.setup(),
                spec.sessionIdleTimeout(),
                spec.id());
        return Session.opened(id, what, call.task().createdAt());
    }

    private static void joined(LiveSession live, LiveTask call) {
        call.joins(live);
        live.join(call);
    }

    /** A call that completed had a runner, whichever report came first. */
    private static boolean foundRunner(LiveSession live, Task task) {
        if (task.status() != TaskStatus.COMPLETED || task.engine() == null || task.worker() == null) {
            return false;
        }
        live.runnerIs(new Session.Place(task.engine(), task.worker()));
        return true;
    }

    private void passTurn(LiveSession live) {
        if (live.isIdle()) {
            table.idle(live);
            return;
        }
        live.turn()
                .filter(next -> next.stored() != null && next.task().status() == TaskStatus.QUEUED)
                .ifPresent(next -> {
                    dispatcher.enqueue(next);
                    placements.plan();
                });
    }

    private static boolean isOf(Task task, TaskErrorCode code) {
        return task.errorCode().equals(code.name());
    }
}
