package dev.hearth.cli.stack;

import dev.hearth.credentials.InternalKey;
import dev.hearth.credentials.Principal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The services as processes, each with the settings that docs/architecture/11-settings.md lists for it. */
final class ServiceParts {
    /** Settings of the engine that a user may make in the shell that starts the stack. */
    private static final List<String> PASSED_TO_WORKER =
            List.of("HEARTH_WORKER_COUNT", "HEARTH_WORKER_RAM", "HEARTH_WORKER_GPUS", "HEARTH_PYTHON", "PATH");

    /** Whether tools of agents may reach this machine and its network. */
    private static final List<String> PASSED_TO_AGENT = List.of("HEARTH_AGENT_OUTBOUND_ALLOW_PRIVATE");

    static final String CACHE = "app.aot";

    private static final String MORE_SCHEDULERS = "HEARTH_MORE_SCHEDULER_ADDRESSES";

    private final StartupCache cache;
    private final StackHome home;
    private final Ports ports;
    private final Secrets secrets;

    ServiceParts(StackHome home, Ports ports, Secrets secrets, StartupCache cache) {
        this.cache = cache;
        this.home = home;
        this.ports = ports;
        this.secrets = secrets;
    }

    Part files() {
        Map<String, String> environment = settingsWithDatabase("files");
        put(environment, Port.FILES, "HEARTH_FILES_PORT");
        put(environment, Port.FILES_GRPC, "HEARTH_FILES_GRPC_PORT");
        put(environment, Port.FILES_MANAGEMENT, "HEARTH_FILES_MANAGEMENT_PORT");
        environment.put("HEARTH_FILES_PUBLIC_URL", url(Port.FILES));
        environment.put("HEARTH_GATEWAY_PUBLIC_URL", url(Port.GATEWAY));
        environment.put("HEARTH_FILES_HOME", home.privateFolder("files").toString());
        return service("files", 192, environment, Port.FILES, Port.FILES_GRPC, Port.FILES_MANAGEMENT);
    }

    Part scheduler() {
        Map<String, String> environment = settingsWithDatabase("scheduler");
        put(environment, Port.SCHEDULER, "HEARTH_SCHEDULER_PORT");
        put(environment, Port.SCHEDULER_MANAGEMENT, "HEARTH_SCHEDULER_MANAGEMENT_PORT");
        environment.put("HEARTH_SCHEDULER_ADVERTISED", address(Port.SCHEDULER));
        environment.put("HEARTH_KAFKA", address(Port.KAFKA));
        environment.put("HEARTH_KAFKA_USER", LocalStack.KAFKA_USER);
        environment.put("HEARTH_KAFKA_PASSWORD", secrets.of(Secrets.Name.KAFKA));
        environment.put("HEARTH_TOPIC_PREFIX", LocalStack.TOPIC_PREFIX);
        return service("scheduler", 256, environment, Port.SCHEDULER, Port.SCHEDULER_MANAGEMENT);
    }

    Part gateway() {
        Map<String, String> environment = settingsWithDatabase("gateway");
        put(environment, Port.GATEWAY, "HEARTH_GATEWAY_PORT");
        put(environment, Port.GATEWAY_GRPC, "HEARTH_GATEWAY_GRPC_PORT");
        put(environment, Port.GATEWAY_MANAGEMENT, "HEARTH_GATEWAY_MANAGEMENT_PORT");
        environment.put("HEARTH_GATEWAY_PUBLIC_URL", url(Port.GATEWAY));
        environment.put("HEARTH_FILES_PUBLIC_URL", url(Port.FILES));
        environment.put("HEARTH_FILES_ADDRESS", address(Port.FILES_GRPC));
        environment.put("HEARTH_AGENT_ADDRESSES", address(Port.AGENT));
        environment.put("HEARTH_SCHEDULER_ADDRESSES", schedulerAddresses());
        environment.put("HEARTH_OWNER_KEY", secrets.of(Secrets.Name.OWNER_KEY));
        environment.put("HEARTH_SECRETS_KEY", secrets.of(Secrets.Name.SEALING_KEY));
        return service("gateway", 384, environment, Port.GATEWAY, Port.GATEWAY_GRPC, Port.GATEWAY_MANAGEMENT);
    }

    Part agent() {
        Map<String, String> environment = settingsWithDatabase("agent");
        put(environment, Port.AGENT, "HEARTH_AGENT_PORT");
        put(environment, Port.AGENT_MANAGEMENT, "HEARTH_AGENT_MANAGEMENT_PORT");
        environment.put("HEARTH_GATEWAY_ADDRESS", address(Port.GATEWAY_GRPC));
        environment.put("HEARTH_GATEWAY_PUBLIC_URL", url(Port.GATEWAY));
        pass(PASSED_TO_AGENT, environment);
        return service("agent", 256, environment, Port.AGENT, Port.AGENT_MANAGEMENT);
    }

    /** It runs other people's code, so it gets a credential of its own and none of the secrets. */
    Part worker() {
        Map<String, String> environment = new HashMap<>();
        String engineId = secrets.of(Secrets.Name.ENGINE_ID);
        environment.put("HEARTH_BIND", "127.0.0.1");
        environment.put("HEARTH_ENGINE_ID", engineId);
        environment.put(
                "HEARTH_ENGINE_CREDENTIAL",
                new InternalKey(secrets.of(Secrets.Name.INTERNAL_KEY)).credentialOf(Principal.engine(engineId)));
        environment.put("HEARTH_SCHEDULER_ADDRESSES", schedulerAddresses());
        environment.put("HEARTH_GATEWAY_ADDRESS", address(Port.GATEWAY_GRPC));
        environment.put("HEARTH_FILES_ADDRESS", address(Port.FILES_GRPC));
        environment.put("HEARTH_WORKER_HOME", home.sharedFolder("worker").toString());
        put(environment, Port.WORKER_MANAGEMENT, "HEARTH_WORKER_MANAGEMENT_PORT");
        pass(PASSED_TO_WORKER, environment);
        return service("worker", workerHeapMegabytes(), environment, Port.WORKER_MANAGEMENT);
    }

    /** A call may hand over 32 MiB while its last output is still being stored; each worker has one call at a time. */
    private static int workerHeapMegabytes() {
        String count = System.getenv("HEARTH_WORKER_COUNT");
        boolean isNumber = count != null && count.matches("[0-9]{1,4}");
        int workers = isNumber ? Integer.parseInt(count) : Runtime.getRuntime().availableProcessors();
        return 192 + 64 * Math.max(1, workers);
    }

    private Map<String, String> settingsWithDatabase(String service) {
        Map<String, String> environment = new HashMap<>();
        environment.put("HEARTH_BIND", "127.0.0.1");
        environment.put("HEARTH_INTERNAL_KEY", secrets.of(Secrets.Name.INTERNAL_KEY));
        environment.put("HEARTH_DB_HOST", "127.0.0.1");
        environment.put("HEARTH_DB_NAME", LocalStack.DATABASE);
        environment.put("HEARTH_DB_USER", "hearth_" + service);
        environment.put("HEARTH_DB_PASSWORD", secrets.databasePasswordOf(service));
        put(environment, Port.POSTGRES, "HEARTH_DB_PORT");
        return environment;
    }

    private Part service(String name, int maxHeapMegabytes, Map<String, String> environment, Port... doors) {
        Path folder = Repository.built(name + "-service");
        List<String> command = new JavaCommand(folder)
                .with("-Xmx" + maxHeapMegabytes + "m")
                .cached(cache, CACHE)
                .run("-jar", "quarkus-run.jar");
        List<Integer> all = new ArrayList<>();
        for (Port door : doors) {
            all.add(ports.of(door));
        }
        return new Part(
                name,
                command,
                environment,
                folder,
                all,
                Readiness.ofHealth(ports.of(LocalStack.managementOf(name))),
                LocalStack.stopSignalOf(name));
    }

    private static void pass(List<String> names, Map<String, String> environment) {
        for (String name : names) {
            String value = System.getenv(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
    }

    private void put(Map<String, String> environment, Port port, String name) {
        environment.put(name, Integer.toString(ports.of(port)));
    }

    /** Our own scheduler's, and those of replicas that the user runs beside the stack. */
    private String schedulerAddresses() {
        String more = System.getenv().getOrDefault(MORE_SCHEDULERS, "");
        return more.isBlank() ? address(Port.SCHEDULER) : address(Port.SCHEDULER) + "," + more;
    }

    private String url(Port port) {
        return "http://" + address(port);
    }

    private String address(Port port) {
        return "127.0.0.1:" + ports.of(port);
    }
}
