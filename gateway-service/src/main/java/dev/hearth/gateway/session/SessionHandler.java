package dev.hearth.gateway.session;

import dev.hearth.gateway.http.JsonBytes;
import dev.hearth.gateway.http.Replies;
import dev.hearth.gateway.scheduler.SchedulerClient;
import dev.hearth.gateway.scheduler.SessionIds;
import dev.hearth.gateway.team.Caller;
import dev.hearth.proto.v1.EndSessionRequest;
import dev.hearth.proto.v1.GetSessionRequest;
import dev.hearth.proto.v1.KeepSessionAliveRequest;
import dev.hearth.proto.v1.ListSessionsRequest;
import dev.hearth.proto.v1.Session;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Answers what is asked about sessions of the calling team. */
@ApplicationScoped
public class SessionHandler {
    private final SchedulerClient scheduler;

    public SessionHandler(SchedulerClient scheduler) {
        this.scheduler = scheduler;
    }

    void list(RoutingContext context, Caller caller) {
        ListSessionsRequest request = ListSessionsRequest.newBuilder()
                .setTeamId(caller.team().value())
                .build();
        reply(context, scheduler.listSessions(request).map(reply -> arrayOf(reply.getSessionsList())));
    }

    void show(RoutingContext context, Caller caller) {
        GetSessionRequest request = GetSessionRequest.newBuilder()
                .setSessionId(idOf(context))
                .setTeamId(caller.team().value())
                .build();
        reply(context, scheduler.getSession(request).map(SessionHandler::bytesOf));
    }

    void keepAlive(RoutingContext context, Caller caller) {
        KeepSessionAliveRequest request = KeepSessionAliveRequest.newBuilder()
                .setSessionId(idOf(context))
                .setTeamId(caller.team().value())
                .build();
        reply(context, scheduler.keepSessionAlive(request).map(SessionHandler::bytesOf));
    }

    void end(RoutingContext context, Caller caller) {
        EndSessionRequest request = EndSessionRequest.newBuilder()
                .setSessionId(idOf(context))
                .setTeamId(caller.team().value())
                .build();
        scheduler
                .endSession(request)
                .subscribe()
                .with(ended -> Replies.noContent(context), failure -> Replies.fail(context, failure));
    }

    private static String idOf(RoutingContext context) {
        return SessionIds.require(context.pathParam("id"));
    }

    private static byte[] bytesOf(Session session) {
        JsonBytes json = JsonBytes.plain();
        SessionJson.write(json, session);
        return json.toByteArray();
    }

    /** A plain array, not a page (wire protocol, quirk 15). */
    private static byte[] arrayOf(List<Session> sessions) {
        JsonBytes json = JsonBytes.plain();
        json.beginArray();
        sessions.forEach(session -> SessionJson.write(json, session));
        return json.endArray().toByteArray();
    }

    private static void reply(RoutingContext context, Uni<byte[]> answer) {
        answer.subscribe().with(bytes -> Replies.ok(context, bytes), failure -> Replies.fail(context, failure));
    }
}
