package dev.hearth.cli.connection;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * Which Hearth a verb talks to.
 *
 * @param baseUrl without a slash at its end
 * @param kafka how to follow events
 */
public record Connection(String baseUrl, String apiKey, KafkaLogin kafka) {
    /** The file in the stack's home that says how to reach it; {@code hearth up} writes it. */
    public static final String FILE = "connection.properties";

    /** The broker's address, and the login it asks for; an empty user means none. */
    public record KafkaLogin(String address, String user, String password, String topicPrefix) {}

    /**
     * The one the environment names with {@code INFERENCE_BASE_URL} and {@code INFERENCE_API_KEY}, else the local stack's.
     *
     * @param home the local stack's home
     */
    public static Connection find(Map<String, String> environment, Path home) {
        Properties file = read(home.resolve(FILE));
        String url = environment.getOrDefault("INFERENCE_BASE_URL", file.getProperty("url", ""));
        if (url.isEmpty()) {
            throw new CliException(
                    ExitCode.UNAVAILABLE,
                    "no stack has been started in " + home + ": run ./hearth up, or set INFERENCE_BASE_URL");
        }
        return new Connection(
                url.replaceFirst("/+$", ""),
                environment.getOrDefault("INFERENCE_API_KEY", file.getProperty("key", "")),
                new KafkaLogin(
                        environment.getOrDefault("HEARTH_KAFKA", file.getProperty("kafka", "")),
                        environment.getOrDefault("HEARTH_KAFKA_USER", file.getProperty("kafka-user", "")),
                        environment.getOrDefault("HEARTH_KAFKA_PASSWORD", file.getProperty("kafka-password", "")),
                        environment.getOrDefault("HEARTH_TOPIC_PREFIX", file.getProperty("topic-prefix", "hearth."))));
    }

    /** As the file holds it. */
    public Properties toProperties() {
        Properties properties = new Properties();
        properties.setProperty("url", baseUrl);
        properties.setProperty("key", apiKey);
        properties.setProperty("kafka", kafka.address());
        properties.setProperty("kafka-user", kafka.user());
        properties.setProperty("kafka-password", kafka.password());
        properties.setProperty("topic-prefix", kafka.topicPrefix());
        return properties;
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        if (!Files.exists(file)) {
            return properties;
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return properties;
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
