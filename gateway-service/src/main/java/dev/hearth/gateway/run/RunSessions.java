package dev.hearth.gateway.run;

import dev.hearth.gateway.catalog.AppCatalog;
import dev.hearth.gateway.catalog.AppReference;
import dev.hearth.gateway.catalog.VersionIdentity;
import dev.hearth.gateway.scheduler.SchedulerClient;
import dev.hearth.gateway.scheduler.SessionIds;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.SessionId;
import dev.hearth.proto.v1.GetSessionRequest;
import dev.hearth.proto.v1.Session;
import dev.hearth.proto.v1.SessionUse;
import io.smallrye.mutiny.Uni;

/**
 * Finds out what a run request means by its session. A call of an open session runs that session's version with its
 * setup; whether the session still takes calls is the scheduler's to say, when the task is submitted.
 */
final class RunSessions {
    private static final int DEFAULT_IDLE_SECONDS = 60;

    private final AppCatalog catalog;
    private final SchedulerClient scheduler;

    RunSessions(AppCatalog catalog, SchedulerClient scheduler) {
        this.catalog = catalog;
        this.scheduler = scheduler;
    }

    /** The function to call, and the session to call it in. */
    Uni<RunTarget.Resolved> resolve(Caller caller, RunRequest request, AppReference app) {
        if (request.session() == null || request.opensSession()) {
            SessionTerms terms = request.opensSession() ? opened(request) : SessionTerms.NONE;
            return catalog.resolve(caller, app, request.function())
                    .map(function -> new RunTarget.Resolved(function, terms));
        }
        GetSessionRequest asked = GetSessionRequest.newBuilder()
                .setSessionId(SessionIds.require(request.session()))
                .setTeamId(caller.team().value())
                .build();
        return scheduler.getSession(asked).chain(session -> ofOpen(caller, request, app, session));
    }

    private Uni<RunTarget.Resolved> ofOpen(Caller caller, RunRequest request, AppReference app, Session session) {
        return catalog.identify(caller, app)
                .invoke(meant -> requireSame(session, app, meant))
                .chain(meant -> catalog.resolve(caller, app.atVersion(session.getAppVersionId()), request.function()))
                .map(function -> new RunTarget.Resolved(function, SessionTerms.of(session)));
    }

    /** The id is known before anything else is: the answer to this request tells it. */
    private static SessionTerms opened(RunRequest request) {
        int idle = request.sessionTimeout() > 0 ? request.sessionTimeout() : DEFAULT_IDLE_SECONDS;
        return SessionTerms.opening(SessionUse.newBuilder()
                .setSessionId(SessionId.random().value())
                .setOpens(true)
                .setIdleTimeoutSeconds(idle)
                .build());
    }

    /** A reference without a version means the session's. */
    private static void requireSame(Session session, AppReference app, VersionIdentity meant) {
        if (!meant.app().value().equals(session.getAppId())) {
            throw RunErrors.otherApp(session.getSessionId(), app.toString());
        }
        if (app.version() != null && !meant.version().value().equals(session.getAppVersionId())) {
            throw RunErrors.otherVersion(session, app.toString());
        }
    }
}
