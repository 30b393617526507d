package dev.hearth.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the topic's records: CloudEvents in structured JSON mode. */
final class CloudEvents {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CloudEvents() {}

    /** What a record tells; empty for kinds of event this module does not know, which others may add. */
    static Optional<Observation> read(int partition, long offset, byte[] value) throws IOException {
        JsonNode event = JSON.readTree(value);
        return switch (event.path("type").asText()) {
            case "dev.hearth.task.changed" -> Optional.of(changed(partition, offset, event.path("data")));
            case "dev.hearth.task.deleted" ->
                Optional.of(new Observation.Deleted(event.path("subject").asText()));
            default -> Optional.empty();
        };
    }

    private static Observation changed(int partition, long offset, JsonNode data) throws IOException {
        if (!data.hasNonNull("task_id") || !data.hasNonNull("version")) {
            throw new IOException("an event without task_id or version at partition %d, offset %d: %s"
                    .formatted(partition, offset, data));
        }
        List<Status> transitions = new ArrayList<>();
        data.path("transitions").forEach(step -> transitions.add(Status.of(step.path("status"))));
        return new Observation.Changed(
                partition,
                offset,
                data.path("task_id").asText(),
                data.path("version").asLong(),
                data.path("attempt").asInt(),
                Status.of(data.path("status")),
                transitions);
    }
}
