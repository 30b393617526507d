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
    private final MessageFiles files;

    public RunAgentHandler(AgentsClient agents, AgentReplies replies, ChatStreams streams, MessageFiles files) {
        this.agents = agents;
        this.replies = replies;
        this.streams = streams;
        this.files = files;
    }

    /** {@code POST /agents/run}. */
    void run(RoutingContext context, Caller caller, byte[] body) {
        ObjectNode asked = Bodies.RUN.read(body);
        RunAgentRequest.Builder request = RunAgentRequest.newBuilder()
                .setCaller(AgentRequests.identity(caller))
                .setIdempotencyKey(keyOf(context))
                .setSentDigest(AgentRequests.digest(body));
        Uni<byte[]> started = files.takeInRun(caller, asked, body)
                .chain(taken -> agents.ask(
                        AgentsGrpc.getRunAgentMethod(),
                        request.setBody(AgentRequests.bytes(taken)).build()));
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
        ObjectNode asked = Bodies.MESSAGE.read(body);
        ChatBodyRequest.Builder request = ChatBodyRequest.newBuilder()
                .setCaller(AgentRequests.identity(caller))
                .setChatId(AgentRequests.pathId(context, "id", "chat"))
                .setIdempotencyKey(keyOf(context))
                .setSentDigest(AgentRequests.digest(body));
        Uni<byte[]> sent = files.takeInMessage(caller, asked, body)
                .chain(taken -> agents.ask(
                        AgentsGrpc.getSendMessageMethod(),
                        request.setBody(AgentRequests.bytes(taken)).build()));
        replies.document(context, caller, sent);
    }

    private static String keyOf(RoutingContext context) {
        String key = IdempotencyHeader.of(context.request());
        return key == null ? MADE_HERE + Ids.random() : key;
    }

    private static String chatIn(byte[] started) {
        return Documents.read(started).path("assistant_message").path("chat_id").asText();
    }
}
