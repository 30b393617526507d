package dev.hearth.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.bench.HttpConnection.Answer;
import java.io.IOException;
import java.time.Duration;

/**
 * One conversation with an agent, as a client has it: messages go out on one connection, what happens comes in as a stream on
 * another. For one thread.
 */
final class AgentChat implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Target target;
    private final ObjectNode agent;
    private final HttpConnection calls;
    private final HttpConnection events;
    private String id = "";

    private AgentChat(Target target, ObjectNode agent, HttpConnection calls, HttpConnection events) {
        this.target = target;
        this.agent = agent;
        this.calls = calls;
        this.events = events;
    }

    static AgentChat open(Target target, ObjectNode agent) throws IOException {
        HttpConnection calls = HttpConnection.open(target);
        return new AgentChat(target, agent, calls, HttpConnection.open(target));
    }

    String id() {
        return id;
    }

    /** Sends a message, which begins a turn; follows the chat from the first one on. */
    void say(String text) throws IOException {
        ObjectNode body = JSON.createObjectNode();
        body.set("agent_config", agent);
        body.putObject("input").put("text", text).put("role", "user");
        if (!id.isEmpty()) {
            body.put("chat_id", id);
        }
        JsonNode begun = data(calls.call(target.post("/agents/run", body.toString(), "application/json")));
        if (id.isEmpty()) {
            id = begun.path("assistant_message").path("chat_id").asText();
            events.beginStream(target.get("/chats/%s/stream".formatted(id), "application/x-ndjson"));
        }
    }

    /** Waits for an event that fits and answers its data; a chat that stops before is an error. */
    JsonNode await(EventTest wanted) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - end < 0) {
            String line = events.nextLine();
            if (line.isEmpty()) {
                throw new IOException("the stream of chat %s ended".formatted(id));
            }
            JsonNode event = JSON.readTree(line);
            JsonNode data = event.path("data");
            if (wanted.fits(event.path("event").asText(), data)) {
                return data;
            }
            if (data.path("status").asText().equals("failed")) {
                throw new IOException("chat %s failed: %s".formatted(id, data.path("content")));
            }
        }
        throw new IOException("chat %s did not come to an end within %s".formatted(id, PATIENCE));
    }

    /** Waits for the end of a turn whose last message says this. */
    void awaitTurn(String lastText) throws IOException {
        await((event, data) -> event.equals("chat_messages")
                && data.path("status").asText().equals("ready")
                && textOf(data).equals(lastText));
        await((event, data) ->
                event.equals("chats") && data.path("status").asText().equals("idle"));
    }

    /** The chat with all its messages. */
    JsonNode read() throws IOException {
        return data(calls.call(target.get("/chats/" + id, "application/json")));
    }

    JsonNode task(String taskId) throws IOException {
        return data(calls.call(target.get("/tasks/" + taskId, "application/json")));
    }

    /** What a message says, reasoning and tools left out. */
    static String textOf(JsonNode message) {
        StringBuilder text = new StringBuilder();
        message.path("content").forEach(part -> {
            if (part.path("type").asText().equals("text")) {
                text.append(part.path("text").asText());
            }
        });
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        try (calls;
                events) {
            // both
        }
    }

    private static JsonNode data(Answer answer) throws IOException {
        JsonNode json = JSON.readTree(answer.body());
        if (answer.status() != 200) {
            throw new IOException("answered " + answer.status() + ": " + answer.body());
        }
        return json.has("data") ? json.path("data") : json;
    }

    /** Picks an event of the stream. */
    @FunctionalInterface
    interface EventTest {
        boolean fits(String event, JsonNode data);
    }
}
