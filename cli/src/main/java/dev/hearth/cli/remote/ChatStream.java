package dev.hearth.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Follows a turn of a chat to its end, over broken connections. */
final class ChatStream {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int MAX_ATTEMPTS = 20;

    private final GatewayClient gateway;

    ChatStream(GatewayClient gateway) {
        this.gateway = gateway;
    }

    /**
     * Waits until the agent rests, and answers the chat as it is then.
     *
     * @param listener told every state of the turn's messages, each perhaps more than once
     */
    JsonNode follow(String chat, Consumer<ChatMessage> listener) {
        Duration pause = FIRST_PAUSE;
        String problem = "the stream ended";
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            try (Stream<String> lines = gateway.lines("/chats/" + chat + "/stream")) {
                Iterator<String> events = lines.iterator();
                while (events.hasNext()) {
                    attempt = 0;
                    pause = FIRST_PAUSE;
                    Optional<JsonNode> rest = take(events.next(), listener);
                    if (rest.isPresent()) {
                        return rest.get();
                    }
                }
            } catch (IOException | UncheckedIOException e) {
                problem = e.getMessage() == null ? e.toString() : e.getMessage();
            }
            sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
        throw new CliException(
                ExitCode.UNAVAILABLE,
                "lost the connection while following chat %s (%s); it goes on".formatted(chat, problem));
    }

    /** The chat, once it rests. */
    private static Optional<JsonNode> take(String line, Consumer<ChatMessage> listener) {
        JsonNode event = parse(line);
        JsonNode data = event.path("data");
        switch (event.path("event").asText("")) {
            case "chat_messages" -> listener.accept(new ChatMessage(data));
            case "chats" -> {
                String status = data.path("status").asText("");
                if (status.equals("idle") || status.equals("completed")) {
                    return Optional.of(data);
                }
            }
            default -> {} // a heartbeat, or something newer than this program
        }
        return Optional.empty();
    }

    private static JsonNode parse(String line) {
        try {
            return Json.parse(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a line of the stream is not JSON", e);
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted", e);
        }
    }
}
