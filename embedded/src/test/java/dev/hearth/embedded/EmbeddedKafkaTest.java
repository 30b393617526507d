package dev.hearth.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.embedded.BrokerConfig.Login;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
    private static final Login LOGIN = new Login("hearth", "password-of-the-broker");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private BrokerConfig locked;

    @BeforeEach
    void choosePorts() {
        List<Integer> ports = FreePorts.find(2);
        locked = new BrokerConfig(folder.resolve("data"), ports.get(0), ports.get(1), Optional.of(LOGIN));
    }

    @Test
    void keepsRecordsOverARestart() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(locked)) {
            send(kafka.address(), "kept");
        }

        try (EmbeddedKafka kafka = EmbeddedKafka.start(locked)) {
            assertThat(readOne(kafka.address())).isEqualTo("kept");
        }
    }

    @Test
    void keepsRecordsOverAKill() throws Exception {
        Process killed = startProcess();
        send(locked.address(), "kept");
        killed.destroyForcibly().waitFor();

        try (EmbeddedKafka kafka = EmbeddedKafka.start(locked)) {
            assertThat(readOne(kafka.address())).isEqualTo("kept");
        }
    }

    @Test
    void keepsBothDoorsLocked() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(locked)) {
            for (int port : List.of(locked.port(), locked.controllerPort())) {
                assertThatThrownBy(() -> describe(Map.of("bootstrap.servers", "127.0.0.1:" + port)))
                        .as("port %s without SASL", port)
                        .isInstanceOf(ExecutionException.class);
            }
            Map<String, Object> wrong = client(kafka.address(), new Login("hearth", "not-the-password-at-all"));
            assertThatThrownBy(() -> describe(wrong)).hasMessageContaining("Authentication failed");
        }
    }

    @Test
    void letsTestsInWithoutALogin() throws Exception {
        BrokerConfig open =
                new BrokerConfig(folder.resolve("open"), locked.port(), locked.controllerPort(), Optional.empty());

        try (EmbeddedKafka kafka = EmbeddedKafka.start(open)) {
            describe(Map.of("bootstrap.servers", kafka.address()));
        }
    }

    private Process startProcess() throws Exception {
        Path login = Files.writeString(folder.resolve("login"), LOGIN.user() + ":" + LOGIN.password());
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KafkaMain.class.getName(),
                        locked.data().toString(),
                        Integer.toString(locked.port()),
                        Integer.toString(locked.controllerPort()),
                        login.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("Kafka takes clients")) {
                return process;
            }
        }
        throw new AssertionError("Kafka ended with " + process.waitFor());
    }

    private static void describe(Map<String, Object> client) throws Exception {
        Map<String, Object> impatient = new HashMap<>(client);
        impatient.put("default.api.timeout.ms", 3000);
        impatient.put("request.timeout.ms", 2000);
        try (Admin admin = Admin.create(impatient)) {
            admin.describeCluster().clusterId().get(30, TimeUnit.SECONDS);
        }
    }

    private static Map<String, Object> client(String address, Login login) {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                address,
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                login.toJaas()));
    }

    private static void send(String address, String value) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client(address, LOGIN), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("topic", "key", value)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static String readOne(String address) {
        Map<String, Object> settings = client(address, LOGIN);
        settings.put("group.id", "test");
        settings.put("auto.offset.reset", "earliest");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("topic"));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (values.isEmpty() && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> found : consumer.poll(Duration.ofMillis(200))) {
                    values.add(found.value());
                }
            }
        }
        assertThat(values).isNotEmpty();
        return values.getFirst();
    }
}
