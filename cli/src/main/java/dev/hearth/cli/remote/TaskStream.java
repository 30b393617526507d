package dev.hearth.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Follows a task to its end, over broken connections. */
final class TaskStream {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int MAX_ATTEMPTS = 20;

    private final GatewayClient gateway;

    TaskStream(GatewayClient gateway) {
        this.gateway = gateway;
    }

    /**
     * Waits until the task has ended.
     *
     * @param listener told every state of the task, the last one included
     */
    RemoteTask follow(String id, Consumer<RemoteTask> listener) {
        Duration pause = FIRST_PAUSE;
        String problem = "the stream ended";
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Following following = new Following(listener);
            try (Stream<String> lines = gateway.lines("/tasks/" + id + "/stream")) {
                RemoteTask ended = following.read(lines.iterator());
                if (ended != null) {
                    return ended;
                }
            } catch (IOException | UncheckedIOException e) {
                problem = e.getMessage() == null ? e.toString() : e.getMessage();
            }
            if (following.sawSomething) {
                attempt = 0;
                pause = FIRST_PAUSE;
            }
            sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
        throw new CliException(
                ExitCode.UNAVAILABLE,
                "lost the connection while following task %s (%s); it goes on: task watch %s"
                        .formatted(id, problem, id));
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted", e);
        }
    }

    /** One connection's worth. */
    private static final class Following {
        private final Consumer<RemoteTask> listener;
        private final ObjectNode task = Json.object();
        private boolean sawSomething;

        Following(Consumer<RemoteTask> listener) {
            this.listener = listener;
        }

        /** The final task; null if the stream ended before it. */
        @Nullable
        RemoteTask read(Iterator<String> lines) {
            while (lines.hasNext()) {
                JsonNode line = parse(lines.next());
                if (line.path("type").asText("").equals("heartbeat") || !line.isObject()) {
                    continue;
                }
                sawSomething = true;
                merge(line);
                RemoteTask now = new RemoteTask(task.deepCopy());
                listener.accept(now);
                if (now.isFinal()) {
                    return now;
                }
            }
            return null;
        }

        private void merge(JsonNode line) {
            if (line.path("fields").isArray() && line.path("data") instanceof ObjectNode changed) {
                task.setAll(changed);
            } else if (line instanceof ObjectNode whole) {
                task.removeAll();
                task.setAll(whole);
            }
        }

        private static JsonNode parse(String line) {
            try {
                return Json.parse(line);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException("a line of the stream is not JSON", e);
            }
        }
    }
}
