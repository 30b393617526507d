package dev.hearth.agent.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.hearth.agent.testing.Clients;
import dev.hearth.agent.testing.Configurations;
import dev.hearth.agent.testing.ScriptedApp;
import dev.hearth.agent.testing.TestTeam;
import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.AgentsGrpc;
import dev.hearth.proto.v1.ChatUpdate;
import dev.hearth.proto.v1.ListMessagesRequest;
import dev.hearth.proto.v1.RunAgentRequest;
import dev.hearth.proto.v1.ToolRequest;
import dev.hearth.testing.Await;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A team that talks with an ad-hoc agent of its own, whose tools have names of their own. */
final class Talk {

    final TestTeam team;
    private final Clients clients;
    private final ScriptedApp llm;
    private final List<String> tools = new ArrayList<>();
    private String settings = "";
    private String chat = "";

    Talk(Clients clients, ScriptedApp llm) {
        this.clients = clients;
        this.team = new TestTeam(clients);
        this.llm = llm;
    }

    /** Adds a tool of this type; gives its name. */
    String tool(String type, String more) {
        String name = "t_" + Ids.random();
        String own = switch (type.split(":", 2)[0]) {
            case "client" -> "'client': {'input_schema': {'type': 'object'}}";
            case "http" ->
                "'http': {'url': '%s'}"
                        .formatted(
                                type.startsWith("http:")
                                        ? type.substring("http:".length())
                                        : "https://tools.example/x");
            case "hook" -> "'hook': {'url': 'https://tools.example/hook'}";
            case "app" -> "'app': {'ref': '%s'}".formatted(type.substring("app:".length()));
            case "agent" -> "'agent': {'ref': '%s'}".formatted(type.substring("agent:".length()));
            default -> throw new IllegalArgumentException(type);
        };
        tools.add("{'name': '%s', 'description': 'd', 'type': '%s', %s%s}"
                .formatted(name, type.split(":", 2)[0], own, more));
        return name;
    }

    /** As a configuration has them. */
    String toolList() {
        return String.join(",", tools);
    }

    /** Sends a first message to a stored agent. */
    JsonNode sayTo(String agent, String text) {
        return send("{'agent': '%s', 'input': {'text': '%s'}}".formatted(agent, text), "");
    }

    /** Members of the agent's configuration. */
    Talk with(String members) {
        settings = ", " + members;
        return this;
    }

    String chatId() {
        return chat;
    }

    /** The next message makes a chat again. */
    void forgetChat() {
        chat = "";
    }

    JsonNode say(String text) {
        return say(text, "");
    }

    /** Sends a message; the first one makes the chat. */
    JsonNode say(String text, String key) {
        return send(body("'text': '%s'".formatted(text)), key);
    }

    /** Sends a message with these members; a repeat is known by the digest. */
    JsonNode sayWith(String members, String key, String digest) {
        return send(body(members), key, digest);
    }

    private String body(String input) {
        return """
                {'chat_id': %s, 'input': {%s}, 'agent_name': 'talk-%s', 'agent_config': {'name': 'talker',
                 'core_app': {'ref': '%s'}, 'tools': [%s]%s}}""".formatted(
                        chat.isEmpty() ? "null" : "'" + chat + "'",
                        input,
                        team.namespace(),
                        llm.ref(),
                        String.join(",", tools),
                        settings);
    }

    private JsonNode send(String body, String key) {
        return send(body, key, "");
    }

    private JsonNode send(String body, String key, String digest) {
        JsonNode answer = Clients.json(stub().runAgent(RunAgentRequest.newBuilder()
                .setCaller(team.caller().toProto())
                .setBody(Configurations.body(body))
                .setIdempotencyKey(key)
                .setSentDigest(ByteString.copyFromUtf8(digest))
                .build()));
        chat = answer.path("assistant_message").path("chat_id").asText();
        return answer;
    }

    AgentsGrpc.AgentsBlockingStub stub() {
        return clients.agents().withMaxInboundMessageSize(64 << 20); // as the gateway's
    }

    JsonNode chat() {
        return Clients.json(stub().getChat(team.resource(chat)));
    }

    JsonNode stop() {
        return Clients.json(stub().stopChat(team.resource(chat)));
    }

    String status() {
        return Clients.json(stub().getChatStatus(team.resource(chat)))
                .path("status")
                .asText();
    }

    JsonNode awaitStatus(String status) {
        await(() -> status().equals(status), () -> "chat is " + chat().toPrettyString());
        return chat();
    }

    /** The invocations of the newest message that has some. */
    List<JsonNode> invocations() {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode message : chat().path("chat_messages")) {
            if (!message.path("tool_invocations").isEmpty()) {
                found.clear();
                message.path("tool_invocations").forEach(found::add);
            }
        }
        return found;
    }

    JsonNode awaitInvocation(int index, String status) {
        await(
                () -> invocations().size() > index
                        && invocations().get(index).path("status").asText().equals(status),
                () -> "invocations are " + invocations());
        return invocations().get(index);
    }

    /** {@code role:status:text} of each message. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (JsonNode message : chat().path("chat_messages")) {
            StringBuilder text = new StringBuilder();
            for (JsonNode part : message.path("content")) {
                text.append(part.path("text").asText())
                        .append(part.path("error").asText());
            }
            lines.add(
                    message.path("role").asText() + ":" + message.path("status").asText() + ":" + text);
        }
        return lines;
    }

    void awaitLine(String line) {
        await(() -> lines().contains(line), () -> "messages are " + lines());
    }

    ToolRequest answer(String invocation, String body) {
        return ToolRequest.newBuilder()
                .setCaller(team.caller().toProto())
                .setInvocationId(invocation)
                .setBody(Configurations.body(body))
                .build();
    }

    JsonNode page(String cursor, int limit) {
        return Clients.json(stub().listMessages(ListMessagesRequest.newBuilder()
                .setCaller(team.caller().toProto())
                .setChatId(chat)
                .setCursor(cursor)
                .setLimit(limit)
                .build()));
    }

    /** What a watcher is told from now on, until its patience ends. */
    List<ChatUpdate> watch() {
        List<ChatUpdate> told = new CopyOnWriteArrayList<>();
        Iterator<ChatUpdate> updates = stub().watchChat(team.resource(chat));
        Thread.ofVirtual().start(() -> {
            try {
                updates.forEachRemaining(told::add);
            } catch (io.grpc.StatusRuntimeException e) {
                told.add(ChatUpdate.getDefaultInstance());
            }
        });
        return told;
    }

    static void await(BooleanSupplier condition, Supplier<String> otherwise) {
        Await.until(otherwise, condition::getAsBoolean);
    }
}
