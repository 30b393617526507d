package dev.hearth.agent.turn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.access.JsonBody;
import dev.hearth.agent.chat.ChatCare;
import dev.hearth.agent.chat.ChatLists;
import dev.hearth.agent.chat.ChatTrace;
import dev.hearth.agent.definition.Agents;
import dev.hearth.proto.v1.ChatBodyRequest;
import dev.hearth.proto.v1.Document;
import dev.hearth.proto.v1.GetAgentRequest;
import dev.hearth.proto.v1.ListDocumentsRequest;
import dev.hearth.proto.v1.MutinyAgentsGrpc;
import dev.hearth.proto.v1.ResourceRequest;
import dev.hearth.proto.v1.SaveAgentRequest;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** The gRPC edge: every rpc is parsed, handed to the feature that decides it, and answered with its document. */
@GrpcService
class AgentsGrpcService extends MutinyAgentsGrpc.AgentsImplBase {
    private final Agents agents;
    private final ChatCare chats;
    private final ChatLists lists;
    private final ChatTrace trace;

    AgentsGrpcService(Agents agents, ChatCare chats, ChatLists lists, ChatTrace trace) {
        this.agents = agents;
        this.chats = chats;
        this.lists = lists;
        this.trace = trace;
    }

    @Override
    public Uni<Document> saveAgent(SaveAgentRequest request) {
        return shown(agents.save(
                Caller.of(request.getCaller()),
                request.getAgentId(),
                request.getNamespace(),
                JsonBody.objectOf(request.getBody())));
    }

    @Override
    public Uni<Document> getAgent(GetAgentRequest request) {
        return shown(agents.get(
                Caller.of(request.getCaller()), request.getNamespace(), request.getAgent(), request.getVersion()));
    }

    @Override
    public Uni<Document> listAgents(ListDocumentsRequest request) {
        return shown(agents.list(Caller.of(request.getCaller()), request.getWish()));
    }

    @Override
    public Uni<Document> listAgentVersions(ListDocumentsRequest request) {
        return shown(agents.listVersions(Caller.of(request.getCaller()), request.getOf(), request.getWish()));
    }

    @Override
    public Uni<Document> deleteAgent(ResourceRequest request) {
        return agents.delete(Caller.of(request.getCaller()), request.getId())
                .replaceWith(Document.getDefaultInstance());
    }

    @Override
    public Uni<Document> listInternalTools(ResourceRequest request) {
        return shown(Uni.createFrom().item(agents.listInternalTools()));
    }

    @Override
    public Uni<Document> createChat(ChatBodyRequest request) {
        return shown(chats.create(Caller.of(request.getCaller()), JsonBody.objectOf(request.getBody())));
    }

    @Override
    public Uni<Document> updateChat(ChatBodyRequest request) {
        return shown(chats.update(
                Caller.of(request.getCaller()), request.getChatId(), JsonBody.objectOf(request.getBody())));
    }

    @Override
    public Uni<Document> setChatAgent(ChatBodyRequest request) {
        return shown(chats.setAgent(
                Caller.of(request.getCaller()), request.getChatId(), JsonBody.objectOf(request.getBody())));
    }

    @Override
    public Uni<Document> deleteChat(ResourceRequest request) {
        return chats.delete(Caller.of(request.getCaller()), request.getId()).replaceWith(Document.getDefaultInstance());
    }

    @Override
    public Uni<Document> listChats(ListDocumentsRequest request) {
        return shown(lists.list(Caller.of(request.getCaller()), request.getWish()));
    }

    @Override
    public Uni<Document> getChatTrace(ResourceRequest request) {
        return shown(trace.show(Caller.of(request.getCaller()), request.getId()));
    }

    private static Uni<Document> shown(Uni<? extends JsonNode> document) {
        return document.map(
                json -> Document.newBuilder().setJson(JsonBody.bytesOf(json)).build());
    }
}
