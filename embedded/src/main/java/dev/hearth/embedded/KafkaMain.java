package dev.hearth.embedded;

import dev.hearth.embedded.BrokerConfig.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Runs a Kafka node until the process is told to stop. Arguments: data folder, port, controller's port, and a file that
 * holds {@code user:password} (so that the password is on no command line).
 */
public final class KafkaMain {
    private KafkaMain() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 4) {
            throw new IllegalArgumentException("need: data folder, port, controller's port, login file");
        }
        BrokerConfig config = new BrokerConfig(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Optional.of(readLogin(Path.of(arguments[3]))));
        EmbeddedKafka kafka = EmbeddedKafka.start(config);
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "kafka-stop"));
        System.out.println("Kafka takes clients at " + kafka.address());
        kafka.awaitStop();
    }

    private static Login readLogin(Path file) throws IOException {
        String[] parts = Files.readString(file).strip().split(":", 2);
        if (parts.length != 2) {
            throw new IllegalArgumentException(file + " does not hold user:password");
        }
        return new Login(parts[0], parts[1]);
    }
}
