package dev.hearth.cli.stack;

import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.connection.Connection.KafkaLogin;
import dev.hearth.embedded.DatabaseAddress;
import dev.hearth.embedded.FreePorts;
import dev.hearth.embedded.PostgresCluster;
import dev.hearth.embedded.ServiceDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What the local stack consists of: which parts, started how, with which settings. Changes nothing by itself. */
final class LocalStack {
    static final String KAFKA_USER = "hearth";
    static final String TOPIC_PREFIX = "hearth.";
    static final String DATABASE = "hearth";

    /** In the order they are shown and started; stopping goes the other way. */
    static final List<String> PARTS = List.of("postgres", "kafka", "files", "scheduler", "gateway", "agent", "worker");

    /** Those of them that are ours; each is built in a module of its name and "-service". */
    static final List<String> SERVICES = List.of("files", "scheduler", "gateway", "agent", "worker");

    /** Those of the services that keep something in PostgreSQL. */
    static final List<String> WITH_DATABASE = List.of("gateway", "scheduler", "files", "agent");

    private final StartupCache cache;
    private final StackHome home;
    private final Secrets secrets;
    private final Ports ports;

    private LocalStack(StackHome home, Secrets secrets, Ports ports, StartupCache cache) {
        this.cache = cache;
        this.home = home;
        this.secrets = secrets;
        this.ports = ports;
    }

    /** Reads what earlier starts have settled, and settles the rest. */
    static LocalStack in(StackHome home) {
        return in(home, StartupCache.READ_ONLY);
    }

    static LocalStack in(StackHome home, StartupCache cache) {
        return new LocalStack(home, Secrets.in(home), Ports.in(home, FreePorts::isFree), cache);
    }

    /** The signal that ends a part in an orderly way. */
    static String stopSignalOf(String part) {
        return part.equals("postgres") ? "INT" : "TERM";
    }

    /** The port that others use a part by. */
    static Port doorOf(String part) {
        return switch (part) {
            case "postgres" -> Port.POSTGRES;
            case "kafka" -> Port.KAFKA;
            case "files" -> Port.FILES;
            case "scheduler" -> Port.SCHEDULER;
            case "gateway" -> Port.GATEWAY;
            case "agent" -> Port.AGENT;
            case "worker" -> Port.WORKER_MANAGEMENT;
            default -> throw new IllegalArgumentException("no part is called " + part);
        };
    }

    /** Where a service tells about its health. */
    static Port managementOf(String service) {
        return switch (service) {
            case "files" -> Port.FILES_MANAGEMENT;
            case "scheduler" -> Port.SCHEDULER_MANAGEMENT;
            case "gateway" -> Port.GATEWAY_MANAGEMENT;
            case "agent" -> Port.AGENT_MANAGEMENT;
            case "worker" -> Port.WORKER_MANAGEMENT;
            default -> throw new IllegalArgumentException("no service is called " + service);
        };
    }

    Ports ports() {
        return ports;
    }

    Connection connection() {
        return new Connection(
                urlOf(Port.GATEWAY),
                secrets.of(Secrets.Name.OWNER_KEY),
                new KafkaLogin(addressOf(Port.KAFKA), KAFKA_USER, secrets.of(Secrets.Name.KAFKA), TOPIC_PREFIX));
    }

    String filesUrl() {
        return urlOf(Port.FILES);
    }

    /** Makes PostgreSQL's data folder, if it is not there. */
    PostgresCluster makeCluster() {
        PostgresCluster cluster = PostgresCluster.durable(home.sharedFolder("postgres"));
        cluster.initialise(secrets.of(Secrets.Name.DATABASE_SUPERUSER));
        return cluster;
    }

    Part postgres(PostgresCluster cluster) {
        return new Part(
                "postgres",
                cluster.serverCommand(ports.of(Port.POSTGRES)),
                Map.of(),
                cluster.workingFolder(),
                List.of(ports.of(Port.POSTGRES)),
                cluster::isReady,
                stopSignalOf("postgres"));
    }

    /** Gives every service its role and schema; for a running PostgreSQL. */
    void provisionDatabases() throws SQLException {
        DatabaseAddress superuser = new DatabaseAddress(
                "127.0.0.1",
                ports.of(Port.POSTGRES),
                PostgresCluster.SUPERUSER,
                PostgresCluster.SUPERUSER,
                secrets.of(Secrets.Name.DATABASE_SUPERUSER));
        for (String service : WITH_DATABASE) {
            ServiceDatabase.provision(superuser, DATABASE, service, secrets.databasePasswordOf(service));
        }
    }

    Part kafka() {
        return new KafkaPart(home, ports, secrets, cache).part();
    }

    /** The services, which need PostgreSQL; they find each other and Kafka by themselves. */
    List<Part> services() {
        ServiceParts services = new ServiceParts(home, ports, secrets, cache);
        return List.of(services.files(), services.scheduler(), services.gateway(), services.agent(), services.worker());
    }

    private String urlOf(Port port) {
        return "http://" + addressOf(port);
    }

    private String addressOf(Port port) {
        return "127.0.0.1:" + ports.of(port);
    }
}
