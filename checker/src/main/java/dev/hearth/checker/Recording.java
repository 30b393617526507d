package dev.hearth.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.checker.Observation.Acknowledged;
import dev.hearth.checker.Observation.Changed;
import dev.hearth.checker.Observation.Deleted;
import dev.hearth.checker.Observation.Effect;
import dev.hearth.checker.Observation.Snapshot;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Observations as a file of JSON lines, written while a run goes on and complete up to the last line whatever happens.
 * Safe for use by several threads.
 */
public final class Recording implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BufferedWriter out;

    private Recording(BufferedWriter out) {
        this.out = out;
    }

    /** Goes on with a file, or begins it. */
    public static Recording append(Path file) throws IOException {
        return new Recording(Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** Everything in a file. */
    public static List<Observation> read(Path file) throws IOException {
        List<Observation> found = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank()) {
                found.add(parse(line));
            }
        }
        return found;
    }

    /** Adds one observation. */
    public synchronized void add(Observation observation) throws IOException {
        out.write(format(observation));
        out.newLine();
        out.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }

    static String format(Observation observation) {
        ObjectNode line = JSON.createObjectNode();
        switch (observation) {
            case Acknowledged seen -> line.put("kind", "ack").put("task_id", seen.taskId());
            case Snapshot seen -> {
                line.put("kind", "snapshot").put("task_id", seen.taskId()).put("observer", seen.observer());
                line.put("status", seen.status().wire()).put("attempt", seen.attempt());
                line.put("after_quiet", seen.isAfterQuiet());
                put(line, "output_attempt", seen.outputAttempt());
            }
            case Changed seen -> {
                line.put("kind", "changed").put("task_id", seen.taskId()).put("version", seen.version());
                line.put("status", seen.status().wire()).put("attempt", seen.attempt());
                line.put("partition", seen.partition()).put("offset", seen.offset());
                ArrayNode steps = line.putArray("transitions");
                seen.transitions().forEach(step -> steps.add(step.wire()));
            }
            case Deleted seen -> line.put("kind", "deleted").put("task_id", seen.taskId());
            case Effect seen -> {
                line.put("kind", "effect").put("task_id", seen.taskId());
                put(line, "attempt", seen.attempt());
            }
        }
        return line.toString();
    }

    static Observation parse(String text) throws IOException {
        JsonNode line = JSON.readTree(text);
        String taskId = line.path("task_id").asText();
        return switch (line.path("kind").asText()) {
            case "ack" -> new Acknowledged(taskId);
            case "snapshot" ->
                new Snapshot(
                        line.path("observer").asText(),
                        taskId,
                        Status.of(line.path("status")),
                        line.path("attempt").asInt(),
                        line.path("after_quiet").asBoolean(),
                        number(line.path("output_attempt")));
            case "changed" ->
                new Changed(
                        line.path("partition").asInt(),
                        line.path("offset").asLong(),
                        taskId,
                        line.path("version").asLong(),
                        line.path("attempt").asInt(),
                        Status.of(line.path("status")),
                        statuses(line.path("transitions")));
            case "deleted" -> new Deleted(taskId);
            case "effect" -> new Effect(taskId, number(line.path("attempt")));
            default -> throw new IOException("not an observation: " + text);
        };
    }

    private static List<Status> statuses(JsonNode array) {
        List<Status> statuses = new ArrayList<>();
        array.forEach(element -> statuses.add(Status.of(element)));
        return statuses;
    }

    private static @Nullable Integer number(JsonNode value) {
        return value.isNumber() ? value.intValue() : null;
    }

    private static void put(ObjectNode line, String name, @Nullable Integer value) {
        if (value != null) {
            line.put(name, value);
        }
    }
}
