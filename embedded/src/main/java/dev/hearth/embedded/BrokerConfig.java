package dev.hearth.embedded;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * How a single Kafka node runs: broker and controller in one process, each with a port on loopback.
 *
 * @param login user and password asked for at both ports; empty means open doors, for tests only
 */
public record BrokerConfig(Path data, int port, int controllerPort, Optional<Login> login) {
    private static final String BROKER = "BROKER";
    static final String CONTROLLER = "CONTROLLER";
    static final int NODE_ID = 1;
    private static final String SCRAM = "SCRAM-SHA-512";

    /** The one user of the broker. */
    public record Login(String user, String password) {
        public Login {
            if (!user.matches("[A-Za-z0-9_-]+") || !password.matches("[A-Za-z0-9_-]{16,}")) {
                throw new IllegalArgumentException(
                        "Kafka's user and password are of letters, digits, _ and -," + " the password of 16 or more");
            }
        }

        /** What a client sets as {@code sasl.jaas.config}. */
        public String toJaas() {
            return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                    .formatted(user, password);
        }

        /** The controller's port is used by the node itself before it has read any stored credential. */
        private String toPlainJaas() {
            return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\""
                            .formatted(user, password)
                    + " user_%s=\"%s\";".formatted(user, password);
        }
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    Properties toProperties() {
        Properties properties = new Properties();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE_ID));
        properties.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        properties.put(
                "listeners", "%s://127.0.0.1:%d,%s://127.0.0.1:%d".formatted(BROKER, port, CONTROLLER, controllerPort));
        properties.put("advertised.listeners", "%s://127.0.0.1:%d".formatted(BROKER, port));
        properties.put("inter.broker.listener.name", BROKER);
        properties.put("controller.listener.names", CONTROLLER);
        properties.put("log.dirs", data.toString());
        putDoors(properties);
        putSizes(properties);
        putRest(properties);
        putRestart(properties);
        return properties;
    }

    private void putDoors(Properties properties) {
        String protocol = login.isPresent() ? "SASL_PLAINTEXT" : "PLAINTEXT";
        properties.put(
                "listener.security.protocol.map", "%s:%s,%s:%s".formatted(BROKER, protocol, CONTROLLER, protocol));
        login.ifPresent(user -> {
            properties.put("sasl.enabled.mechanisms", SCRAM);
            properties.put("sasl.mechanism.inter.broker.protocol", SCRAM);
            properties.put("sasl.mechanism.controller.protocol", "PLAIN");
            properties.put("listener.name.broker.scram-sha-512.sasl.jaas.config", user.toJaas());
            properties.put("listener.name.controller.sasl.enabled.mechanisms", "PLAIN");
            properties.put("listener.name.controller.plain.sasl.jaas.config", user.toPlainJaas());
        });
    }

    /** One small node: no replicas, few threads, topics of twelve partitions unless made otherwise. */
    private static void putSizes(Properties properties) {
        properties.put("num.partitions", "12");
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("transaction.state.log.num.partitions", "1");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.num.partitions", "1");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("background.threads", "2");
        properties.put("log.cleaner.dedupe.buffer.size", "8388608");
        properties.put("log.segment.bytes", "67108864");
        properties.put("metadata.log.segment.bytes", "16777216");
    }

    /** A broker nobody uses has little to do: by default its controller writes and syncs a record twice a second. */
    private static void putRest(Properties properties) {
        properties.put("metadata.max.idle.interval.ms", "10000");
    }

    /** A stop hands over at once, and after a kill the old registration ends within two seconds instead of nine. */
    private static void putRestart(Properties properties) {
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("controlled.shutdown.enable", "true");
        properties.put("broker.session.timeout.ms", "1500");
        properties.put("broker.heartbeat.interval.ms", "500");
    }
}
