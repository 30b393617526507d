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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers what is asked about sessions of the calling team. */
@ApplicationScoped
public class SessionHandler {
    /** The list has no pages on the wire; it ends somewhere all the same, and a header says whether it did. */
    private static final int MOST = 10_000;

    private static final String TRUNCATED = "Hearth-Truncated";

    private final SchedulerClient scheduler;

    public SessionHandler(SchedulerClient scheduler) {
        this.scheduler = scheduler;
    }

    void list(RoutingContext context, Caller caller) {
        ListSessionsRequest first = ListSessionsRequest.newBuilder()
                .setTeamId(caller.team().value())
                .build();
        reply(
                context,
                listed(first, new LinkedHashMap<>())
                        .invoke(listed -> context.response().putHeader(TRUNCATED, String.valueOf(listed.isCut())))
                        .map(listed -> arrayOf(listed.sessions())));
    }

    /** One that ends meanwhile is met again further down, and shown once. */
    private Uni<Listed> listed(ListSessionsRequest request, Map<String, Session> found) {
        return scheduler.listSessions(request).chain(page -> {
            page.getSessionsList().forEach(session -> found.putIfAbsent(session.getSessionId(), session));
            boolean isLast = page.getNextCursor().isEmpty();
            return isLast || found.size() >= MOST
                    ? Uni.createFrom().item(new Listed(List.copyOf(found.values()), !isLast))
                    : listed(request.toBuilder().setCursor(page.getNextCursor()).build(), found);
        });
    }

    /** @param isCut whether there are more */
    private record Listed(List<Session> sessions, boolean isCut) {}

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
