package dev.hearth.scheduler.api;

import dev.hearth.ids.SessionId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.ListSessionsReply;
import dev.hearth.proto.v1.ListSessionsRequest;
import dev.hearth.proto.v1.Session;
import dev.hearth.scheduler.session.SessionPage;

/** Between messages of sessions and the domain. */
final class SessionMapper {
    private SessionMapper() {}

    static SessionId toId(String id) {
        return new SessionId(id);
    }

    static SessionPage.Query toQuery(ListSessionsRequest request) {
        return SessionPage.Query.of(new TeamId(request.getTeamId()), request.getCursor(), request.getLimit());
    }

    static ListSessionsReply toMessage(SessionPage page) {
        ListSessionsReply.Builder reply = ListSessionsReply.newBuilder().setNextCursor(page.nextCursor());
        page.sessions()
                .forEach(session ->
                        reply.addSessions(toMessage(session).toBuilder().clearSetup()));
        return reply.build();
    }

    static Session toMessage(dev.hearth.scheduler.session.Session session) {
        var what = session.what();
        Session.Builder message = Session.newBuilder()
                .setSessionId(session.id().value())
                .setTeamId(what.team().value())
                .setUserId(what.user())
                .setAppId(what.app().value())
                .setAppVersionId(what.appVersion().value())
                .setSetupHash(what.setupHash().value())
                .setSetup(what.setup())
                .setStatusValue(session.status().number())
                .setIdleTimeoutSeconds((int) what.idleTimeout().toSeconds())
                .setCreatedAt(TaskMapper.toMessage(session.createdAt()))
                .setUpdatedAt(TaskMapper.toMessage(session.endedAt() == null ? session.activeAt() : session.endedAt()))
                .setExpiresAt(TaskMapper.toMessage(session.expiresAt()))
                .setTaskId(what.openedBy().value())
                .setCallCount(session.calls());
        if (session.endedAt() != null) {
            message.setEndedAt(TaskMapper.toMessage(session.endedAt()));
        }
        if (session.place() != null) {
            message.setEngineId(session.place().engine().value());
            message.setWorkerId(session.place().worker().value());
        }
        if (session.lastCallAt() != null) {
            message.setLastCallAt(TaskMapper.toMessage(session.lastCallAt()));
        }
        return message.build();
    }
}
