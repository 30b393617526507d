package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.Interruption;
import dev.hearth.cli.console.Keyboard;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A chat with an agent, turn by turn. */
final class Conversation {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final GatewayClient gateway;
    private final Console console;
    private final String agent;
    private final Map<String, String> context;
    private final ToolAnswers answers;
    private String chat = "";

    Conversation(GatewayClient gateway, Console console, Keyboard keyboard, String agent, Map<String, String> context) {
        this.gateway = gateway;
        this.console = console;
        this.agent = agent;
        this.context = context;
        this.answers = new ToolAnswers(gateway, console, keyboard);
    }

    /** Goes on with a chat that is there. */
    Conversation in(String chatId) {
        chat = chatId;
        return this;
    }

    String chatId() {
        return chat;
    }

    /**
     * What came of a turn.
     *
     * @param chat as it is at rest
     */
    record Turn(JsonNode chat, ChatMessage last) {
        boolean isFailed() {
            return last.isFailed();
        }

        /** What the agent finished with; missing if it only talked. */
        JsonNode output() {
            boolean finished = chat.path("status").asText("").equals("completed");
            return finished ? chat.path("output") : MissingNode.getInstance();
        }
    }

    /** Says something and follows the agent until it rests. Ctrl-C stops the agent. */
    Turn say(String text, boolean streams) {
        CompletableFuture<String> begun = new CompletableFuture<>();
        try (Interruption _ = Interruption.runs(() -> stop(begun))) {
            JsonNode started = gateway.post("/agents/run", message(text));
            chat = Paths.segment(
                    started.path("assistant_message").path("chat_id").asText(""));
            begun.complete(chat);
            TurnView view = new TurnView(console, streams, invocation -> answers.give(chat, invocation));
            JsonNode rest = new ChatStream(gateway).follow(chat, view);
            view.endLine();
            return new Turn(rest, view.last());
        }
    }

    private ObjectNode message(String text) {
        ObjectNode request = Json.object();
        if (!chat.isEmpty()) {
            request.put("chat_id", chat);
        }
        request.put("agent", agent);
        if (!context.isEmpty()) {
            ObjectNode variables = request.putObject("context");
            context.forEach(variables::put);
        }
        request.putObject("input").put("text", text).put("role", "user");
        return request;
    }

    /** A request that is under way is answered all the same, and what it began would go on. */
    private void stop(CompletableFuture<String> begun) {
        console.progress("interrupted: stopping the agent");
        try {
            String id = begun.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            gateway.post("/chats/%s/stop".formatted(id), Json.object());
            console.progress("the agent is stopped; chat " + id);
        } catch (TimeoutException e) {
            console.progress("no answer for %d s: the agent may go on".formatted(PATIENCE.toSeconds()));
        } catch (CliException e) {
            console.progress("the agent goes on: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing makes it fail", e);
        }
    }
}
