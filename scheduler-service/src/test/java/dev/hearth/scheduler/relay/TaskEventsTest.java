package dev.hearth.scheduler.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.proto.v1.Assign;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.scheduler.testing.SchedulerTest;
import dev.hearth.scheduler.testing.ScriptedEngine;
import dev.hearth.scheduler.testing.TaskSpecs;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TaskEventsTest extends SchedulerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @ConfigProperty(name = "hearth.scheduler.relay.topic")
    String topic;

    @Test
    void oneEventPerCommitTellsEveryStatusInOrder() throws Exception {
        ScriptedEngine engine = scheduler.engine(1);
        TaskSpec.Builder asked = TaskSpecs.any();
        asked.getResourcesBuilder().addWorkerIds(engine.worker(0));
        TaskSpec spec = asked.build();
        scheduler.submit(spec);
        Assign assign = engine.awaitAssign(spec.getTaskId());
        engine.complete(assign, "{\"secret\":\"output\"}");
        scheduler.awaitFinal(spec.getTaskId());

        List<JsonNode> events = eventsUntilFinal(spec.getTaskId());

        List<String> statuses = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            JsonNode event = events.get(i);
            assertThat(event.path("specversion").asText()).isEqualTo("1.0");
            assertThat(event.path("type").asText()).isEqualTo("dev.hearth.task.changed");
            assertThat(event.path("id").asText()).isEqualTo(spec.getTaskId() + "/" + (i + 1));
            assertThat(event.path("subject").asText()).isEqualTo(spec.getTaskId());
            assertThat(event.path("data").path("version").asInt()).isEqualTo(i + 1);
            event.path("data")
                    .path("transitions")
                    .forEach(passed -> statuses.add(passed.path("status").asText()));
            assertThat(event.toString()).doesNotContain("secret");
        }
        assertThat(statuses).startsWith("received").endsWith("completed").contains("dispatched");
    }

    private List<JsonNode> eventsUntilFinal(String taskId) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "group.id", "test-" + taskId, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> event : consumer.poll(Duration.ofMillis(200))) {
                    if (taskId.equals(event.key())) {
                        events.add(json.readTree(event.value()));
                    }
                }
                if (!events.isEmpty()
                        && events.getLast().path("data").path("status").asText().equals("completed")) {
                    return events;
                }
            }
        }
        throw new AssertionError("no final event on " + topic + ", only " + events);
    }
}
