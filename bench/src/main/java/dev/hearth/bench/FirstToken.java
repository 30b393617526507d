package dev.hearth.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import org.HdrHistogram.Histogram;

/** Time from the moment the LLM app yields to the moment a client reads it from the chat's stream. */
final class FirstToken {
    private FirstToken() {}

    static Histogram measure(Target target, String app, int runs) throws IOException {
        ObjectNode agent = Agents.clock(app);
        Histogram latencies = Load.histogram();
        run(target, agent); // starts the runner
        for (int i = 0; i < runs; i++) {
            latencies.recordValue(run(target, agent));
        }
        return latencies;
    }

    private static long run(Target target, ObjectNode agent) throws IOException {
        try (AgentChat chat = AgentChat.open(target, agent)) {
            chat.say("What time is it?");
            JsonNode message = chat.await((event, data) -> event.equals("chat_messages")
                    && data.path("role").asText().equals("assistant")
                    && !AgentChat.textOf(data).isEmpty());
            Instant now = Instant.now();
            long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
            return Math.max(1, nanos - Long.parseLong(AgentChat.textOf(message)));
        }
    }
}
