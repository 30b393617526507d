package dev.hearth.gateway.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.http.Replies;
import dev.hearth.gateway.route.Edge;
import dev.hearth.gateway.route.IdempotencyHeader;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.AgentsGrpc;
import dev.hearth.proto.v1.ChatBodyRequest;
import dev.hearth.proto.v1.RunAgentRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Starts turns. A request without an idempotency key is given one here, so that it can be sent again when agent-service goes
 * away while it is being answered: no message is lost, none is taken twice.
 */
@ApplicationScoped
public class RunAgentHandler {
    private static final String MADE_HERE = "gateway:";

    private final AgentsClient agents;
    private final AgentReplies replies;
    private final ChatStreams streams;

    public RunAgentHandler(AgentsClient agents, AgentReplies replies, ChatStreams streams) {
        this.agents = agents;
        this.replies = replies;
        this.streams = streams;
    }

    /** {@code POST /agents/run}. */
    void run(RoutingContext context, Caller caller, byte[] body) {
        ObjectNode asked = Bodies.RUN.read(body);
        RunAgentRequest request = RunAgentRequest.newBuilder()
                .setCaller(AgentRequests.identity(caller))
                .setBody(AgentRequests.bytes(body))
                .setIdempotencyKey(keyOf(context))
                .build();
        Uni<byte[]> started = agents.ask(AgentsGrpc.getRunAgentMethod(), request);
        if (!asked.path("stream").asBoolean(false)) {
            replies.document(context, caller, started);
            return;
        }
        started.map(RunAgentHandler::chatIn)
                .subscribe()
                .with(
                        chat -> Edge.guarded(context, () -> streams.follow(context, caller, chat)),
                        failure -> Replies.fail(context, failure));
    }

    /** {@code POST /chats/{id}/messages}. */
    void send(RoutingContext context, Caller caller, byte[] body) {
        Bodies.MESSAGE.read(body);
        ChatBodyRequest request = ChatBodyRequest.newBuilder()
                .setCaller(AgentRequests.identity(caller))
                .setChatId(AgentRequests.pathId(context, "id", "chat"))
                .setBody(AgentRequests.bytes(body))
                .setIdempotencyKey(keyOf(context))
                .build();
        replies.document(context, caller, agents.ask(AgentsGrpc.getSendMessageMethod(), request));
    }

    private static String keyOf(RoutingContext context) {
        String key = IdempotencyHeader.of(context.request());
        return key == null ? MADE_HERE + Ids.random() : key;
    }

    private static String chatIn(byte[] started) {
        return Documents.read(started).path("assistant_message").path("chat_id").asText();
    }
}
