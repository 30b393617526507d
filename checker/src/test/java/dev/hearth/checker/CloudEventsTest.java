package dev.hearth.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.checker.Observation.Changed;
import dev.hearth.checker.Observation.Deleted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CloudEventsTest {
    @Test
    void readsAChange() throws IOException {
        assertThat(read("""
                {"specversion":"1.0","type":"dev.hearth.task.changed","id":"a/2","subject":"a","data":{
                 "task_id":"a","attempt":1,"version":2,"status":10,
                 "transitions":[{"status":7,"at":"2026-01-01T00:00:00Z"},{"status":10,"at":"2026-01-01T00:00:01Z"}]}}"""))
                .contains(new Changed(5, 6, "a", 2, 1, Status.COMPLETED, List.of(Status.RUNNING, Status.COMPLETED)));
    }

    @Test
    void readsADeletion() throws IOException {
        assertThat(read("{\"type\":\"dev.hearth.task.deleted\",\"subject\":\"a\"}"))
                .contains(new Deleted("a"));
    }

    @Test
    void passesOverWhatItDoesNotKnow() throws IOException {
        assertThat(read("{\"type\":\"dev.hearth.something.else\"}")).isEmpty();
    }

    @Test
    void refusesAnEventThatNamesNoVersion() {
        assertThatThrownBy(() -> read("{\"type\":\"dev.hearth.task.changed\",\"data\":{\"task_id\":\"a\"}}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("partition 5, offset 6");
    }

    private static Optional<Observation> read(String json) throws IOException {
        return CloudEvents.read(5, 6, json.getBytes(StandardCharsets.UTF_8));
    }
}
