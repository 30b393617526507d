package dev.hearth.checker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic of task events from its first offset to where it ends now. */
public final class TopicReader {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TopicReader() {}

    /**
     * Everything the topic tells, partition by partition in order.
     *
     * @param client settings of a Kafka client: {@code bootstrap.servers}, credentials
     */
    public static List<Observation> read(Map<String, Object> client, String topic) throws IOException {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return read(consumer, ends);
        }
    }

    private static List<Observation> read(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends)
            throws IOException {
        List<Observation> found = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isAtEnd(consumer, ends)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("no record for %s, and the topic's end is not reached".formatted(PATIENCE));
            }
            for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(200))) {
                CloudEvents.read(one.partition(), one.offset(), one.value()).ifPresent(found::add);
                deadline = System.nanoTime() + PATIENCE.toNanos();
            }
        }
        return found;
    }

    private static boolean isAtEnd(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue());
    }
}
