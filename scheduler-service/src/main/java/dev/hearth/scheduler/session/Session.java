package dev.hearth.scheduler.session;

import com.google.protobuf.ByteString;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.SessionId;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.WorkerId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lease on one warm runner across many calls.
 *
 * @param what it runs; never changes
 * @param activeAt when it was opened, its last call ended, or it was kept alive
 * @param endedAt when it ceased to be active
 * @param place where its runner lives; null until it was sent somewhere
 * @param calls that have ended
 */
public record Session(
        SessionId id,
        What what,
        SessionStatus status,
        Instant createdAt,
        Instant activeAt,
        @Nullable Instant endedAt,
        @Nullable Place place,
        long calls,
        @Nullable Instant lastCallAt) {

    /**
     * What a session is opened with.
     *
     * @param setup canonical JSON; empty: the app has none
     * @param openedBy its first call
     */
    public record What(
            TeamId team,
            String user,
            AppId app,
            AppVersionId appVersion,
            SetupHash setupHash,
            ByteString setup,
            Duration idleTimeout,
            TaskId openedBy) {}

    /** A worker and its engine. */
    public record Place(EngineId engine, WorkerId worker) {}

    /** A session just opened. */
    public static Session opened(SessionId id, What what, Instant now) {
        return new Session(id, what, SessionStatus.ACTIVE, now, now, null, null, 0, null);
    }

    public boolean isActive() {
        return status == SessionStatus.ACTIVE;
    }

    /** When it expires, if nothing is called and nobody keeps it alive. */
    public Instant expiresAt() {
        return activeAt.plus(what.idleTimeout());
    }

    /** Over, for this reason. */
    public Session over(SessionStatus reason, Instant now) {
        return new Session(id, what, reason, createdAt, activeAt, now, place, calls, lastCallAt);
    }

    /** Its idle time begins again; never earlier than it did. */
    public Session activeAt(Instant now) {
        Instant later = now.isAfter(activeAt) ? now : activeAt;
        return new Session(id, what, status, createdAt, later, endedAt, place, calls, lastCallAt);
    }

    public Session at(Place there) {
        return new Session(id, what, status, createdAt, activeAt, endedAt, there, calls, lastCallAt);
    }

    /** One more call has ended. */
    public Session called(Instant now) {
        return new Session(id, what, status, createdAt, activeAt, endedAt, place, calls + 1, now);
    }
}
