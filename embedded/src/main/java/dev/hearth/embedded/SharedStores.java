package dev.hearth.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The stores all tests of a JVM share: those the environment names, or embedded ones that start with the first use and
 * end with the JVM. What was started is remembered in system properties, because test frameworks load this class more than
 * once.
 */
public final class SharedStores {
    private static final String POSTGRES = "HEARTH_TEST_POSTGRES";
    private static final String KAFKA = "HEARTH_TEST_KAFKA";

    /** An interned string is the same object for all class loaders. */
    private static final String LOCK = "dev.hearth.embedded.SharedStores.LOCK".intern();

    /** A broker tells its whole configuration at start. Held here, because a level is lost with its logger. */
    private static final List<Logger> KAFKA_LOGGERS = Stream.of("kafka", "org.apache.kafka", "state.change.logger")
            .map(Logger::getLogger)
            .toList();

    private SharedStores() {}

    /** The variables by which test JVMs that we start find the stores of this one; starts both. */
    public static Map<String, String> environment() {
        return Map.of(POSTGRES, postgres().toUrl(), KAFKA, kafka());
    }

    /** The superuser's way into PostgreSQL. */
    static DatabaseAddress postgres() {
        return DatabaseAddress.parse(given(POSTGRES, SharedStores::startPostgres));
    }

    /** {@code host:port} of a Kafka without SASL. */
    static String kafka() {
        return given(KAFKA, SharedStores::startKafka);
    }

    private static String given(String name, Supplier<String> start) {
        String fromEnvironment = System.getenv(name);
        if (fromEnvironment != null && !fromEnvironment.isBlank()) {
            return fromEnvironment;
        }
        synchronized (LOCK) {
            String started = System.getProperty(name);
            if (started == null) {
                started = start.get();
                System.setProperty(name, started);
            }
            return started;
        }
    }

    private static String startPostgres() {
        Path home = temporaryFolder("hearth-test-postgres-");
        String password = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
        int port = FreePorts.find(1).getFirst();
        EmbeddedPostgres postgres =
                EmbeddedPostgres.start(PostgresCluster.throwaway(home, sharedPrograms()), port, password);
        atExit("postgres", postgres::close, home);
        return postgres.address().toUrl();
    }

    private static String startKafka() {
        KAFKA_LOGGERS.forEach(logger -> logger.setLevel(Level.WARNING));
        Path home = temporaryFolder("hearth-test-kafka-");
        List<Integer> ports = FreePorts.find(2);
        EmbeddedKafka kafka = EmbeddedKafka.start(
                new BrokerConfig(home.resolve("data"), ports.get(0), ports.get(1), Optional.empty()));
        atExit("kafka", kafka::close, home);
        return kafka.address();
    }

    private static void atExit(String store, Runnable stop, Path home) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stop.run();
                            try {
                                PostgresBinaries.delete(home);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        "stop-test-" + store));
    }

    private static Path sharedPrograms() {
        return Path.of(System.getProperty("java.io.tmpdir"), "hearth-postgres-" + System.getProperty("user.name"));
    }

    private static Path temporaryFolder(String prefix) {
        try {
            Path folder = Files.createTempDirectory(prefix);
            PostgresUser.openToOthers(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
