package dev.hearth.agent.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.ids.Ids;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.UserId;
import dev.hearth.proto.v1.ChatBodyRequest;
import dev.hearth.proto.v1.GetAgentRequest;
import dev.hearth.proto.v1.ListDocumentsRequest;
import dev.hearth.proto.v1.ListWish;
import dev.hearth.proto.v1.ResourceRequest;
import dev.hearth.proto.v1.SaveAgentRequest;

/** A team of its own that calls the service; its namespace is new too. Bodies are JSON with ' for ". */
public final class TestTeam {
    private final Clients clients;
    private final Caller caller = new Caller(TeamId.random(), new UserId(Ids.random()));
    private final String namespace = "ns-" + caller.team().shortValue();

    public TestTeam(Clients clients) {
        this.clients = clients;
    }

    public Caller caller() {
        return caller;
    }

    public String namespace() {
        return namespace;
    }

    /** A new agent of this name, with a version. */
    public JsonNode agent(String name) {
        return save("{'name': '%s', 'version': {'core_app': 'x/llm'}}".formatted(name));
    }

    public JsonNode save(String body) {
        return save("", body);
    }

    public JsonNode save(String agentId, String body) {
        return Clients.json(clients.agents()
                .saveAgent(SaveAgentRequest.newBuilder()
                        .setCaller(caller.toProto())
                        .setAgentId(agentId)
                        .setNamespace(namespace)
                        .setBody(Configurations.body(body))
                        .build()));
    }

    public JsonNode get(String agent) {
        return get("", agent, "");
    }

    public JsonNode get(String inNamespace, String agent, String version) {
        return Clients.json(clients.agents()
                .getAgent(GetAgentRequest.newBuilder()
                        .setCaller(caller.toProto())
                        .setNamespace(inNamespace)
                        .setAgent(agent)
                        .setVersion(version)
                        .build()));
    }

    public JsonNode list(ListWish.Builder wish) {
        return Clients.json(clients.agents().listAgents(asked("", wish)));
    }

    public JsonNode listVersions(String agent, ListWish.Builder wish) {
        return Clients.json(clients.agents().listAgentVersions(asked(agent, wish)));
    }

    public void delete(String agent) {
        clients.agents().deleteAgent(resource(agent));
    }

    public JsonNode chat(String body) {
        return Clients.json(clients.agents().createChat(about("", body)));
    }

    public ChatBodyRequest about(String chatId, String body) {
        return ChatBodyRequest.newBuilder()
                .setCaller(caller.toProto())
                .setChatId(chatId)
                .setBody(Configurations.body(body))
                .build();
    }

    public ListDocumentsRequest asked(String of, ListWish.Builder wish) {
        return ListDocumentsRequest.newBuilder()
                .setCaller(caller.toProto())
                .setOf(of)
                .setWish(wish)
                .build();
    }

    public ResourceRequest resource(String id) {
        return ResourceRequest.newBuilder()
                .setCaller(caller.toProto())
                .setId(id)
                .build();
    }
}
