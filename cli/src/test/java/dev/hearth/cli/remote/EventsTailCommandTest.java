package dev.hearth.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.connection.Connection.KafkaLogin;
import dev.hearth.embedded.BrokerConfig;
import dev.hearth.embedded.BrokerConfig.Login;
import dev.hearth.embedded.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTailCommandTest {
    private static final Login LOGIN = new Login("hearth", "a-password-of-this-test");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void readsTheTopicWithItsLogin() throws Exception {
        BrokerConfig config = new BrokerConfig(folder, freePort(), freePort(), Optional.of(LOGIN));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(config)) {
            publish(kafka, "{\"subject\":\"t1\"}", "{\"subject\":\"t2\"}");
            Shell shell = shell(kafka, LOGIN.password());
            Shell stranger = shell(kafka, "not-the-password-of-it");

            int exit = shell.type("events", "tail", "--json", "--from-start", "--count", "2");
            int refused = stranger.type("events", "tail", "--from-start", "--count", "1");

            assertThat(exit).isZero();
            assertThat(shell.printed()).isEqualTo("{\"subject\":\"t1\"}\n{\"subject\":\"t2\"}\n");
            assertThat(refused).isEqualTo(3);
            assertThat(stranger.told()).contains("cannot read test.tasks from " + kafka.address());
        }
    }

    private static Shell shell(EmbeddedKafka kafka, String password) {
        return new Shell(new Connection(
                "http://127.0.0.1:9", "", new KafkaLogin(kafka.address(), LOGIN.user(), password, "test.")));
    }

    private static void publish(EmbeddedKafka kafka, String... events) throws ExecutionException, InterruptedException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.address(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                LOGIN.toJaas());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (String event : events) {
                producer.send(new ProducerRecord<>("test.tasks", "key", event)).get();
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
