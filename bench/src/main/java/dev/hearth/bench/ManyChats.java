package dev.hearth.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/**
 * Many conversations at once, each of some turns with one use of a tool. Afterwards each chat is read and must hold exactly
 * the messages of its turns, in their order.
 *
 * @param turns how long each took, from the message to the chat at rest
 * @param failures chats that did not come to their end, or hold something else
 */
record ManyChats(int chats, Histogram turns, double seconds, long failures, String firstFailure) {
    static final int TURNS = 5;
    private static final List<String> ROLES_OF_TURN = List.of("user", "assistant", "tool", "assistant");

    static ManyChats run(Target target, int chats) throws InterruptedException {
        ObjectNode agent = Agents.scripted(1);
        long start = System.nanoTime();
        List<Future<Histogram>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < chats; i++) {
                String name = "chat " + i;
                running.add(threads.submit(() -> talk(target, agent, name)));
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Histogram turns = Load.histogram();
        long failures = 0;
        String firstFailure = "";
        for (Future<Histogram> one : running) {
            try {
                turns.add(one.get());
            } catch (ExecutionException e) {
                failures++;
                firstFailure = firstFailure.isEmpty() ? String.valueOf(e.getCause()) : firstFailure;
            }
        }
        return new ManyChats(chats, turns, seconds, failures, firstFailure);
    }

    private static Histogram talk(Target target, ObjectNode agent, String name) throws IOException {
        Histogram turns = Load.histogram();
        List<String> said = new ArrayList<>();
        try (AgentChat chat = AgentChat.open(target, agent)) {
            for (int turn = 1; turn <= TURNS; turn++) {
                String text = "%s turn %d".formatted(name, turn);
                said.add(text);
                long start = System.nanoTime();
                chat.say(text);
                chat.awaitTurn(Agents.lastText(text));
                turns.recordValue(Math.min(System.nanoTime() - start, turns.getHighestTrackableValue()));
            }
            check(chat.read(), said);
        }
        return turns;
    }

    /** Throws unless the chat holds what was said and what it was answered, nothing else, one after the other. */
    static void check(JsonNode chat, List<String> said) throws IOException {
        List<JsonNode> messages = new ArrayList<>();
        chat.path("chat_messages").forEach(messages::add);
        if (messages.size() != said.size() * ROLES_OF_TURN.size()) {
            throw new IOException(
                    "%d messages instead of %d".formatted(messages.size(), said.size() * ROLES_OF_TURN.size()));
        }
        int before = Integer.MIN_VALUE;
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            int place = i % ROLES_OF_TURN.size();
            String turn = said.get(i / ROLES_OF_TURN.size());
            boolean right = message.path("order").asInt() > before
                    && message.path("role").asText().equals(ROLES_OF_TURN.get(place))
                    && (place != 0 || AgentChat.textOf(message).equals(turn))
                    && (place != 3 || AgentChat.textOf(message).equals(Agents.lastText(turn)));
            if (!right) {
                throw new IOException("message %d of turn '%s' is out of place: %s".formatted(place, turn, message));
            }
            before = message.path("order").asInt();
        }
    }
}
