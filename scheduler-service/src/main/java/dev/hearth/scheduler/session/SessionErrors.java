package dev.hearth.scheduler.session;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.SessionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The errors of sessions. The phrases they begin with are API: callers look for them (wire protocol, section 1.8). */
public final class SessionErrors {
    private SessionErrors() {}

    public static ServiceException notFound(SessionId id) {
        return new ServiceException(ErrorCode.SESSION_NOT_FOUND, "session not found: " + id);
    }

    /** Why a session that is over takes no call. */
    public static ServiceException over(Session session) {
        return switch (session.status()) {
            case EXPIRED ->
                new ServiceException(
                        ErrorCode.SESSION_EXPIRED,
                        "session expired: %s was idle for %d s, at %s"
                                .formatted(
                                        session.id(),
                                        session.what().idleTimeout().toSeconds(),
                                        at(session.endedAt())));
            case ENDED ->
                new ServiceException(
                        ErrorCode.SESSION_ENDED,
                        "session ended: %s at %s".formatted(session.id(), at(session.endedAt())));
            case LOST ->
                new ServiceException(
                        ErrorCode.WORKER_LOST,
                        "worker lost: the process that held session %s is gone since %s"
                                .formatted(session.id(), at(session.endedAt())));
            case ACTIVE -> throw new IllegalStateException("session " + session.id() + " is active");
        };
    }

    public static ServiceException otherApp(Session session, AppId asked) {
        return new ServiceException(
                ErrorCode.APP_MISMATCH,
                "session %s belongs to app %s, not to %s"
                        .formatted(session.id(), session.what().app(), asked));
    }

    public static ServiceException otherVersion(Session session, AppVersionId asked) {
        return new ServiceException(
                ErrorCode.VERSION_MISMATCH,
                "session %s runs app version %s, not %s"
                        .formatted(session.id(), session.what().appVersion(), asked));
    }

    public static ServiceException otherSetup(Session session) {
        return new ServiceException(
                ErrorCode.INVALID_REQUEST,
                "session %s was opened with another setup; leave setup out to use it".formatted(session.id()));
    }

    public static ServiceException laterCallWithTime(SessionId id) {
        return new ServiceException(
                ErrorCode.INVALID_REQUEST,
                "run_at cannot be combined with session %s: its calls run in the order of their arrival".formatted(id));
    }

    public static ServiceException badCursor(String cursor) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, "not a cursor of this list: " + cursor);
    }

    private static Instant at(@Nullable Instant endedAt) {
        return endedAt == null ? Instant.EPOCH : endedAt;
    }
}
