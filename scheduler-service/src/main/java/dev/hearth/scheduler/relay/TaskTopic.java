package dev.hearth.scheduler.relay;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.jspecify.annotations.Nullable;

/** The topic of task events. The key is the task's id, so that one task's events stay in order. */
@ApplicationScoped
class TaskTopic {
    private static final Headers HEADERS =
            new RecordHeaders().add("content-type", "application/cloudevents+json".getBytes(StandardCharsets.US_ASCII));

    private static final String CHANNEL = "tasks";

    private final KafkaClientService clients;
    private final Map<String, Object> broker;
    private final RelayConfig config;

    /**
     * @param channel gives the channel somebody who sends, without which it is not opened. A message through it takes a dozen
     *     operators and a change of thread, so events are handed to the channel's producer, a commit's at a time
     */
    TaskTopic(
            @Channel(CHANNEL) Emitter<byte[]> channel,
            KafkaClientService clients,
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            RelayConfig config) {
        this.clients = clients;
        this.broker = Map.copyOf(broker);
        this.config = config;
    }

    /** Completes when the broker has all of these events; fails with the first that it refuses. */
    Uni<Void> send(List<CommittedEvent> events) {
        KafkaProducer<String, byte[]> producer = clients.getProducer(CHANNEL);
        return Uni.createFrom().emitter(done -> {
            Acknowledgements acknowledgements = new Acknowledgements(events.size(), done);
            producer.runOnSendingThread(sending -> {
                        for (CommittedEvent event : events) {
                            Future<RecordMetadata> _ = sending.send(recordOf(event), acknowledgements);
                        }
                    })
                    .subscribe()
                    .with(ignored -> {}, done::fail);
        });
    }

    private ProducerRecord<String, byte[]> recordOf(CommittedEvent event) {
        return new ProducerRecord<>(
                config.topic(), null, event.task().value(), event.body().toByteArray(), HEADERS);
    }

    /** Counts what the broker answered; called on the producer's own thread. */
    private static final class Acknowledgements implements Callback {
        private final UniEmitter<? super Void> done;
        private int missing;

        Acknowledgements(int missing, UniEmitter<? super Void> done) {
            this.missing = missing;
            this.done = done;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            if (failure != null) {
                done.fail(failure);
            } else if (--missing == 0) {
                done.complete(null);
            }
        }
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
