package dev.hearth.gateway.testing;

import dev.hearth.embedded.FreePorts;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;

/** Tells the service where its peers are in tests: {@link FakeFiles} and {@link FakeScheduler}, on free ports. */
public final class Peers implements QuarkusTestResourceLifecycleManager {
    /** The key of the owner of team {@code local}. */
    public static final String OWNER_KEY = "owner-key-of-the-tests-0123456789";

    @Override
    public Map<String, String> start() {
        List<Integer> ports = FreePorts.find(3);
        int files = ports.get(0);
        int scheduler = ports.get(1);
        return Map.of(
                "quarkus.grpc.server.test-port",
                Integer.toString(ports.get(2)),
                "hearth.test.files-port",
                Integer.toString(files),
                "hearth.test.scheduler-port",
                Integer.toString(scheduler),
                "HEARTH_FILES_ADDRESS",
                "127.0.0.1:" + files,
                "HEARTH_FILES_PUBLIC_URL",
                FakeFiles.PUBLIC_URL,
                "HEARTH_SCHEDULER_ADDRESSES",
                "127.0.0.1:" + scheduler,
                "HEARTH_OWNER_KEY",
                OWNER_KEY,
                "hearth.gateway.catalog.sweep-every",
                "24h");
    }

    @Override
    public void stop() {
        // The fakes are beans of the application and end with it.
    }
}
