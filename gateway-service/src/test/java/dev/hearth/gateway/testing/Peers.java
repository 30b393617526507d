package dev.hearth.gateway.testing;

import dev.hearth.embedded.FreePorts;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;

/** Tells the service where its peers are in tests: {@link FakeFiles}, {@link FakeScheduler} and {@link FakeAgents}, on free ports. */
public final class Peers implements QuarkusTestResourceLifecycleManager {
    /** The key of the owner of team {@code local}. */
    public static final String OWNER_KEY = "owner-key-of-the-tests-0123456789";

    @Override
    public Map<String, String> start() {
        List<Integer> ports = FreePorts.find(4);
        int files = ports.get(0);
        int scheduler = ports.get(1);
        int agents = ports.get(3);
        return Map.ofEntries(
                Map.entry("quarkus.grpc.server.test-port", Integer.toString(ports.get(2))),
                Map.entry("hearth.test.files-port", Integer.toString(files)),
                Map.entry("hearth.test.scheduler-port", Integer.toString(scheduler)),
                Map.entry("HEARTH_FILES_ADDRESS", "127.0.0.1:" + files),
                Map.entry("HEARTH_FILES_PUBLIC_URL", FakeFiles.PUBLIC_URL),
                Map.entry("HEARTH_SCHEDULER_ADDRESSES", "127.0.0.1:" + scheduler),
                Map.entry("HEARTH_OWNER_KEY", OWNER_KEY),
                Map.entry("hearth.gateway.catalog.sweep-every", "24h"),
                Map.entry("hearth.test.agents-port", Integer.toString(agents)),
                Map.entry("HEARTH_AGENT_ADDRESSES", "127.0.0.1:" + agents));
    }

    @Override
    public void stop() {
        // The fakes are beans of the application and end with it.
    }
}
