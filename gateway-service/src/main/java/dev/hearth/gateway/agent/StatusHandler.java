package dev.hearth.gateway.agent;

import dev.hearth.gateway.http.Replies;
import dev.hearth.gateway.team.Caller;
import dev.hearth.proto.v1.AgentsGrpc;
import dev.hearth.proto.v1.ResourceRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/**
 * Tells the status of a chat. The JavaScript clients 0.6.9 to 0.6.11 begin to ask before they post their message, and take
 * a chat at rest for the end of its turn: whether the message or their second request is faster would decide what their
 * user gets (wire protocol 5.6). To them a chat is at rest when it still is after the idle delay, as on streams.
 */
@ApplicationScoped
public class StatusHandler {
    private static final Set<String> AT_REST = Set.of("idle", "completed");

    private final AgentsClient agents;
    private final AgentReplies replies;
    private final AgentsConfig config;

    public StatusHandler(AgentsClient agents, AgentReplies replies, AgentsConfig config) {
        this.agents = agents;
        this.replies = replies;
        this.config = config;
    }

    /** {@code GET /chats/{id}/status}. */
    void status(RoutingContext context, Caller caller) {
        ResourceRequest chat = AgentRequests.resource(caller, AgentRequests.pathId(context, "id", "chat"));
        Uni<byte[]> status = ask(chat);
        boolean leavesEarly = Replies.formOf(context.request()).bare();
        replies.document(
                context,
                caller,
                leavesEarly
                        ? status.chain(now -> isAtRest(now)
                                ? later(context.vertx(), chat)
                                : Uni.createFrom().item(now))
                        : status);
    }

    private Uni<byte[]> ask(ResourceRequest chat) {
        return agents.ask(AgentsGrpc.getGetChatStatusMethod(), chat);
    }

    private Uni<byte[]> later(Vertx vertx, ResourceRequest chat) {
        long millis = Math.max(1, config.idleDelay().toMillis());
        return Uni.createFrom()
                .emitter(emitter -> vertx.setTimer(millis, _ -> emitter.complete(null)))
                .chain(_ -> ask(chat));
    }

    private static boolean isAtRest(byte[] status) {
        return AT_REST.contains(Documents.read(status).path("status").asText());
    }
}
