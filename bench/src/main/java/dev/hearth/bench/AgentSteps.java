package dev.hearth.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What the loop costs between two answers of the LLM: from the end of one LLM task to the acceptance of the next, as the
 * tasks' own events tell, with one call of an app that does nothing between them, its task included.
 */
final class AgentSteps {
    private static final int STEPS = 5;
    private static final int RECEIVED = 1;
    private static final int COMPLETED = 10;

    private final Target target;
    private final ObjectNode agent = Agents.scripted(STEPS);

    private AgentSteps(Target target) {
        this.target = target;
    }

    /** With one turn that starts the runners. */
    static AgentSteps start(Target target) throws IOException {
        AgentSteps steps = new AgentSteps(target);
        steps.turns(1);
        return steps;
    }

    /** So many turns, one after another. */
    Histogram turns(int count) throws IOException {
        Histogram gaps = Load.histogram();
        for (int i = 0; i < count; i++) {
            turn(gaps);
        }
        return gaps;
    }

    /** Turns for so long. */
    Histogram turns(Duration duration) throws IOException {
        Histogram gaps = Load.histogram();
        for (long start = System.nanoTime(); System.nanoTime() - start < duration.toNanos(); ) {
            turn(gaps);
        }
        return gaps;
    }

    private void turn(Histogram gaps) throws IOException {
        try (AgentChat chat = AgentChat.open(target, agent)) {
            chat.say("go");
            chat.awaitTurn(Agents.lastText("go"));
            List<JsonNode> tasks = new ArrayList<>();
            for (JsonNode message : chat.read().path("chat_messages")) {
                if (message.path("role").asText().equals("assistant")) {
                    tasks.add(chat.task(message.path("task_id").asText()));
                }
            }
            for (int i = 1; i < tasks.size(); i++) {
                Duration gap = Duration.between(at(tasks.get(i - 1), COMPLETED), at(tasks.get(i), RECEIVED));
                gaps.recordValue(Math.max(1, gap.toNanos()));
            }
        }
    }

    private static Instant at(JsonNode task, int status) throws IOException {
        for (JsonNode event : task.path("events")) {
            if (event.path("status").asInt() == status) {
                return Instant.parse(event.path("event_time").asText());
            }
        }
        throw new IOException(
                "task %s has no event with status %d".formatted(task.path("id").asText(), status));
    }
}
