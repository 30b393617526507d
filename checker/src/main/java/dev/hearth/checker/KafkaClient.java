package dev.hearth.checker;

import java.util.HashMap;
import java.util.Map;

/** Settings of a client of the stack's Kafka. */
public final class KafkaClient {
    private KafkaClient() {}

    /** With SASL/SCRAM if the environment names a user (HEARTH_KAFKA_USER, HEARTH_KAFKA_PASSWORD). */
    public static Map<String, Object> settings(String bootstrapServers, Map<String, String> environment) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        String user = environment.getOrDefault("HEARTH_KAFKA_USER", "");
        if (!user.isEmpty()) {
            settings.put("security.protocol", "SASL_PLAINTEXT");
            settings.put("sasl.mechanism", "SCRAM-SHA-512");
            settings.put(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                            .formatted(user, environment.getOrDefault("HEARTH_KAFKA_PASSWORD", "")));
        }
        return settings;
    }
}
