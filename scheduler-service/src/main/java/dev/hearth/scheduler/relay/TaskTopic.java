package dev.hearth.scheduler.relay;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** The topic of task events. The key is the task's id, so that one task's events stay in order. */
@ApplicationScoped
class TaskTopic {
    private static final Headers HEADERS =
            new RecordHeaders().add("content-type", "application/cloudevents+json".getBytes(StandardCharsets.US_ASCII));

    private final MutinyEmitter<byte[]> emitter;
    private final Map<String, Object> broker;
    private final RelayConfig config;

    TaskTopic(
            // Unbounded here because the relay bounds what is in flight.
            @Channel("tasks") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> emitter,
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            RelayConfig config) {
        this.emitter = emitter;
        this.broker = Map.copyOf(broker);
        this.config = config;
    }

    /** Completes when the broker has the event. */
    Uni<Void> send(CommittedEvent event) {
        OutgoingKafkaRecordMetadata<String> metadata = OutgoingKafkaRecordMetadata.<String>builder()
                .withKey(event.task().value())
                .withHeaders(HEADERS)
                .build();
        return emitter.sendMessage(Message.of(event.body().toByteArray()).addMetadata(metadata));
    }

    /** Makes the topic unless it is there; the broker must be reachable. */
    CompletionStage<Void> ensure() {
        Admin admin = Admin.create(broker);
        return admin.createTopics(List.of(new NewTopic(config.topic(), config.partitions(), config.replicas())))
                .all()
                .toCompletionStage()
                .handle((ignored, failure) -> {
                    admin.close(Duration.ZERO);
                    Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
                    if (cause != null && !(cause instanceof TopicExistsException)) {
                        throw new CompletionException(cause);
                    }
                    return null;
                });
    }
}
