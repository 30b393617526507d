package dev.hearth.gateway.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.team.Caller;
import dev.hearth.proto.v1.AgentsGrpc;
import dev.hearth.proto.v1.GetAgentRequest;
import dev.hearth.proto.v1.ListDocumentsRequest;
import dev.hearth.proto.v1.SaveAgentRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** Answers what is asked about stored agents. */
@ApplicationScoped
public class AgentHandler {
    private final AgentsClient agents;
    private final AgentNamespaces namespaces;
    private final ListWishes wishes;
    private final AgentReplies replies;

    public AgentHandler(AgentsClient agents, AgentNamespaces namespaces, ListWishes wishes, AgentReplies replies) {
        this.agents = agents;
        this.namespaces = namespaces;
        this.wishes = wishes;
        this.replies = replies;
    }

    /** Makes an agent, or a version of the one that the body names. */
    void save(RoutingContext context, Caller caller, byte[] body) {
        ObjectNode wanted = Bodies.AGENT.read(body);
        SaveAgentRequest.Builder request = SaveAgentRequest.newBuilder()
                .setCaller(AgentRequests.identity(caller))
                .setBody(AgentRequests.bytes(body));
        boolean isNew = wanted.path("id").asText("").isEmpty();
        Uni<byte[]> saved = isNew
                ? namespaces
                        .forNewAgent(caller, wanted.path("namespace").asText(""))
                        .chain(namespace -> agents.askOnce(
                                AgentsGrpc.getSaveAgentMethod(),
                                request.setNamespace(namespace).build()))
                : agents.askOnce(AgentsGrpc.getSaveAgentMethod(), request.build());
        replies.document(context, caller, saved);
    }

    void update(RoutingContext context, Caller caller, byte[] body) {
        Bodies.AGENT.read(body);
        SaveAgentRequest request = SaveAgentRequest.newBuilder()
                .setCaller(AgentRequests.identity(caller))
                .setAgentId(AgentRequests.pathId(context, "id", "agent"))
                .setBody(AgentRequests.bytes(body))
                .build();
        replies.document(context, caller, agents.askOnce(AgentsGrpc.getSaveAgentMethod(), request));
    }

    void list(RoutingContext context, Caller caller, byte[] body) {
        ListDocumentsRequest request = ListDocumentsRequest.newBuilder()
                .setCaller(AgentRequests.identity(caller))
                .setWish(wishes.read(body))
                .build();
        replies.document(context, caller, agents.ask(AgentsGrpc.getListAgentsMethod(), request));
    }

    void listVersions(RoutingContext context, Caller caller, byte[] body) {
        ListDocumentsRequest request = ListDocumentsRequest.newBuilder()
                .setCaller(AgentRequests.identity(caller))
                .setOf(AgentRequests.pathId(context, "id", "agent"))
                .setWish(wishes.read(body))
                .build();
        replies.document(context, caller, agents.ask(AgentsGrpc.getListAgentVersionsMethod(), request));
    }

    void show(RoutingContext context, Caller caller) {
        show(context, caller, agentOf(context, caller, "id"));
    }

    void showVersion(RoutingContext context, Caller caller) {
        show(
                context,
                caller,
                agentOf(context, caller, "id").setVersion(AgentRequests.pathId(context, "version", "agent version")));
    }

    void showNamed(RoutingContext context, Caller caller) {
        show(
                context,
                caller,
                agentOf(context, caller, "name").setNamespace(AgentRequests.pathId(context, "namespace", "agent")));
    }

    void delete(RoutingContext context, Caller caller) {
        String id = AgentRequests.pathId(context, "id", "agent");
        replies.noContent(
                context, agents.askOnce(AgentsGrpc.getDeleteAgentMethod(), AgentRequests.resource(caller, id)));
    }

    void listInternalTools(RoutingContext context, Caller caller) {
        replies.document(
                context,
                caller,
                agents.ask(AgentsGrpc.getListInternalToolsMethod(), AgentRequests.resource(caller, "")));
    }

    private void show(RoutingContext context, Caller caller, GetAgentRequest.Builder request) {
        replies.document(context, caller, agents.ask(AgentsGrpc.getGetAgentMethod(), request.build()));
    }

    private static GetAgentRequest.Builder agentOf(RoutingContext context, Caller caller, String parameter) {
        return GetAgentRequest.newBuilder()
                .setCaller(AgentRequests.identity(caller))
                .setAgent(AgentRequests.pathId(context, parameter, "agent"));
    }
}
