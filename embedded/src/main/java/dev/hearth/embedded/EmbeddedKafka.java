package dev.hearth.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka node in this JVM. Its data survives a restart and a kill. The password is stored when the data folder is made
 * and cannot be changed by starting with another one.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private final KafkaRaftServer server;
    private final BrokerConfig config;

    private EmbeddedKafka(KafkaRaftServer server, BrokerConfig config) {
        this.server = server;
        this.config = config;
    }

    /** Starts a node, making its data folder first if need be; returns when it takes clients. */
    public static EmbeddedKafka start(BrokerConfig config) {
        format(config);
        Properties properties = config.toProperties();
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        server.startup();
        return new EmbeddedKafka(server, config);
    }

    /** {@code host:port} for clients. */
    public String address() {
        return config.address();
    }

    /** Returns when the node has stopped, by {@link #close} or of itself. */
    public void awaitStop() {
        server.awaitShutdown();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** Does nothing to a folder that is formatted already, and finishes one whose formatting was cut short. */
    private static void format(BrokerConfig config) {
        Path data = config.data();
        try {
            Files.createDirectories(data);
            Formatter formatter = new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(BrokerConfig.NODE_ID)
                    .setClusterId(clusterIdOf(data))
                    .addDirectory(data.toString())
                    .setMetadataLogDirectory(data.toString())
                    .setControllerListenerName(BrokerConfig.CONTROLLER)
                    .setIgnoreFormatted(true);
            config.login()
                    .ifPresent(login -> formatter.setScramArguments(
                            List.of("SCRAM-SHA-512=[name=%s,password=%s]".formatted(login.user(), login.password()))));
            formatter.run();
        } catch (Exception e) { // the formatter declares nothing more exact
            throw new IllegalStateException("cannot format Kafka's data folder " + data + ": " + e.getMessage(), e);
        }
    }

    private static String clusterIdOf(Path data) throws IOException {
        Path file = data.resolve("meta.properties");
        if (!Files.exists(file)) {
            return Uuid.randomUuid().toString();
        }
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties.getProperty("cluster.id", Uuid.randomUuid().toString());
    }
}
