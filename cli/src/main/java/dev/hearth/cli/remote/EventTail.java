package dev.hearth.cli.remote;

import dev.hearth.cli.connection.Connection.KafkaLogin;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the topic of task events, without joining a group: it leaves no trace at the broker. */
final class EventTail {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(5);

    private final KafkaLogin login;

    EventTail(KafkaLogin login) {
        this.login = login;
    }

    /** Hands on events until that many have come, or the program ends. */
    void follow(boolean fromStart, long count, Consumer<String> listener) {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        String topic = login.topicPrefix() + "tasks";
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings(), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            if (fromStart) {
                consumer.seekToBeginning(partitions);
            } else {
                consumer.seekToEnd(partitions);
                partitions.forEach(consumer::position);
            }
            long left = count;
            while (left > 0) {
                for (ConsumerRecord<String, String> event : consumer.poll(POLL)) {
                    if (left-- > 0) {
                        listener.accept(event.value());
                    }
                }
            }
        } catch (KafkaException e) {
            throw new CliException(
                    ExitCode.UNAVAILABLE,
                    "cannot read %s from %s: %s".formatted(topic, login.address(), e.getMessage()),
                    e);
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<String, String> consumer, String topic) {
        List<PartitionInfo> known = consumer.partitionsFor(topic, FIRST_ANSWER);
        if (known == null || known.isEmpty()) {
            throw new KafkaException("there is no such topic yet; it comes with the first task");
        }
        return known.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private Properties settings() {
        Properties settings = new Properties();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, login.address());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) FIRST_ANSWER.toMillis());
        if (!login.user().isEmpty()) {
            settings.put("security.protocol", "SASL_PLAINTEXT");
            settings.put("sasl.mechanism", "SCRAM-SHA-512");
            settings.put(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                            .formatted(quoted(login.user()), quoted(login.password())));
        }
        return settings;
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
