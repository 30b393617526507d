package dev.hearth.agent.turn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.access.JsonBody;
import dev.hearth.agent.definition.Agents;
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

    AgentsGrpcService(Agents agents) {
        this.agents = agents;
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

    private static Uni<Document> shown(Uni<? extends JsonNode> document) {
        return document.map(
                json -> Document.newBuilder().setJson(JsonBody.bytesOf(json)).build());
    }
}
