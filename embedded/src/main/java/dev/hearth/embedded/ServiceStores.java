package dev.hearth.embedded;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a test of one service needs of the stores: a fresh database with the service's role and schema, and a topic prefix
 * nobody else has. For tests without a test framework's resources; {@link TestStores} is the same for Quarkus.
 */
public final class ServiceStores implements AutoCloseable {
    /** Long enough for {@code InternalKey}; guards nothing but tests. */
    private static final String INTERNAL_KEY = "internal-key-of-the-tests-0123456789";

    private final DatabaseAddress superuser;
    private final ServiceDatabase database;
    private final String topicPrefix;

    private ServiceStores(DatabaseAddress superuser, ServiceDatabase database, String topicPrefix) {
        this.superuser = superuser;
        this.database = database;
        this.topicPrefix = topicPrefix;
    }

    /**
     * Makes them, starting the embedded PostgreSQL on first use.
     *
     * @param service {@code gateway}, {@code scheduler}, {@code files} or {@code agent}
     */
    public static ServiceStores fresh(String service) {
        DatabaseAddress superuser = SharedStores.postgres();
        String unique = HexFormat.of().formatHex(randomBytes());
        try {
            ServiceDatabase database = ServiceDatabase.provision(
                    superuser, service + "_test_" + unique, service, rolePassword(superuser, service));
            return new ServiceStores(superuser, database, "test-" + unique + ".");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make a test database at " + superuser + ": " + e.getMessage(), e);
        }
    }

    /** The way in as the service's own role. */
    public DatabaseAddress database() {
        return database.address();
    }

    /** The superuser's way into the same database, for tests that look at what a service must not change itself. */
    public DatabaseAddress asSuperuser() {
        return superuser.withDatabase(database.address().database());
    }

    /** {@code host:port} of a Kafka without SASL; starts the embedded one on first use. */
    public String kafka() {
        return SharedStores.kafka();
    }

    public String topicPrefix() {
        return topicPrefix;
    }

    /** The settings of the environment that name all this, as a service reads them. */
    public Map<String, String> settings() {
        DatabaseAddress address = database.address();
        return Map.of(
                "HEARTH_DB_HOST", address.host(),
                "HEARTH_DB_PORT", Integer.toString(address.port()),
                "HEARTH_DB_NAME", address.database(),
                "HEARTH_DB_USER", address.user(),
                "HEARTH_DB_PASSWORD", address.password(),
                "HEARTH_TOPIC_PREFIX", topicPrefix,
                "HEARTH_INTERNAL_KEY", INTERNAL_KEY);
    }

    /** Drops the database, ending whatever connection is left. */
    @Override
    public void close() {
        try (Connection connection = superuser.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists %s with (force)"
                    .formatted(database.address().database()));
        } catch (SQLException e) {
            throw new IllegalStateException("cannot drop " + database.address() + ": " + e.getMessage(), e);
        }
    }

    /** Modules share roles on one server, each in a JVM of its own, so all must come to the same password. */
    private static String rolePassword(DatabaseAddress superuser, String service) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(superuser.password().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(service.getBytes(StandardCharsets.UTF_8)), 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[6];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
