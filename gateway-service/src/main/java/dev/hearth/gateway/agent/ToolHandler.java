package dev.hearth.gateway.agent;

import dev.hearth.gateway.team.Caller;
import dev.hearth.proto.v1.AgentsGrpc;
import dev.hearth.proto.v1.Document;
import dev.hearth.proto.v1.ToolRequest;
import io.grpc.MethodDescriptor;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** Takes results of tools and decisions about them. An identical repeat is answered again, so each may be sent twice. */
@ApplicationScoped
public class ToolHandler {
    private final AgentsClient agents;
    private final AgentReplies replies;

    public ToolHandler(AgentsClient agents, AgentReplies replies) {
        this.agents = agents;
        this.replies = replies;
    }

    void result(RoutingContext context, Caller caller, byte[] body) {
        Bodies.RESULT.read(body);
        tell(context, caller, body, AgentsGrpc.getSubmitToolResultMethod(), "");
    }

    /** The answer of a hook's receiver: the one-time token in the URL it was told says that it may. */
    void callback(RoutingContext context, String token, byte[] body) {
        Bodies.RESULT.read(body);
        ToolRequest request = ToolRequest.newBuilder()
                .setInvocationId(invocationOf(context))
                .setBody(AgentRequests.bytes(body))
                .setToken(token)
                .build();
        replies.document(
                context, (dev.hearth.ids.TeamId) null, agents.ask(AgentsGrpc.getSubmitToolResultMethod(), request));
    }

    void approve(RoutingContext context, Caller caller, byte[] body) {
        Bodies.NOTHING.read(body);
        tell(context, caller, body, AgentsGrpc.getApproveToolMethod(), "");
    }

    void reject(RoutingContext context, Caller caller, byte[] body) {
        Bodies.REASON.read(body);
        tell(context, caller, body, AgentsGrpc.getRejectToolMethod(), "");
    }

    void alwaysAllow(RoutingContext context, Caller caller, byte[] body) {
        Bodies.TOOL_NAME.read(body);
        tell(context, caller, body, AgentsGrpc.getAlwaysAllowToolMethod(), AgentRequests.pathId(context, "id", "chat"));
    }

    void resolve(RoutingContext context, Caller caller, byte[] body) {
        Bodies.DECISION.read(body);
        tell(context, caller, body, AgentsGrpc.getResolveInterruptMethod(), "");
    }

    void listInterrupts(RoutingContext context, Caller caller) {
        String run = AgentRequests.pathId(context, "run", "agent run");
        replies.document(
                context, caller, agents.ask(AgentsGrpc.getListInterruptsMethod(), AgentRequests.resource(caller, run)));
    }

    private void tell(
            RoutingContext context,
            Caller caller,
            byte[] body,
            MethodDescriptor<ToolRequest, Document> method,
            String chat) {
        ToolRequest request = ToolRequest.newBuilder()
                .setCaller(AgentRequests.identity(caller))
                .setInvocationId(invocationOf(context))
                .setBody(AgentRequests.bytes(body))
                .setChatId(chat)
                .build();
        replies.document(context, caller, agents.ask(method, request));
    }

    private static String invocationOf(RoutingContext context) {
        return AgentRequests.pathId(context, "invocation", "tool invocation");
    }
}
