package dev.hearth.gateway.session;

import dev.hearth.gateway.http.JsonBytes;
import dev.hearth.gateway.task.Timestamps;
import dev.hearth.proto.v1.Session;
import dev.hearth.proto.v1.SessionStatus;

/** The representation of a session (wire protocol 3.1). */
final class SessionJson {
    private static final int SHORT = 8;

    private SessionJson() {}

    static void write(JsonBytes json, Session session) {
        String id = session.getSessionId();
        json.beginObject();
        json.name("id").string(id);
        json.name("short_id").string(id.length() <= SHORT ? id : id.substring(0, SHORT));
        json.name("created_at").string(Timestamps.text(session.getCreatedAt()));
        json.name("updated_at").string(Timestamps.text(session.getUpdatedAt()));
        json.name("user_id").string(session.getUserId());
        json.name("team_id").string(session.getTeamId());
        json.name("visibility").string("private");
        json.name("worker_id").string(session.getWorkerId());
        json.name("app_id").string(session.getAppId());
        json.name("app_version_id").string(session.getAppVersionId());
        status(json, session.getStatus());
        json.name("expires_at").string(Timestamps.text(session.getExpiresAt()));
        if (session.hasEndedAt()) {
            json.name("ended_at").string(Timestamps.text(session.getEndedAt()));
        }
        json.name("task_id").string(session.getTaskId());
        json.name("call_count").number(session.getCallCount());
        if (session.hasLastCallAt()) {
            json.name("last_call_at").string(Timestamps.text(session.getLastCallAt()));
        }
        json.name("idle_timeout").number(session.getIdleTimeoutSeconds());
        json.endObject();
    }

    /** Clients know three words; a session that lost its worker is ended, and {@code error_code} says why. */
    private static void status(JsonBytes json, SessionStatus status) {
        json.name("status")
                .string(
                        switch (status) {
                            case SESSION_STATUS_ACTIVE -> "active";
                            case SESSION_STATUS_EXPIRED -> "expired";
                            case SESSION_STATUS_ENDED, SESSION_STATUS_LOST, SESSION_STATUS_UNSPECIFIED, UNRECOGNIZED ->
                                "ended";
                        });
        if (status == SessionStatus.SESSION_STATUS_LOST) {
            json.name("error_code").string("WORKER_LOST");
        }
    }
}
