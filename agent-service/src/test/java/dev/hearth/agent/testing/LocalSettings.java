package dev.hearth.agent.testing;

import dev.hearth.embedded.FreePorts;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;

/** Free ports: one for this service, one where a test may put a scripted gateway. */
public final class LocalSettings implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        List<Integer> ports = FreePorts.find(2);
        return Map.of(
                "quarkus.grpc.server.test-port",
                ports.getFirst().toString(),
                "hearth.agent.calls.address",
                "127.0.0.1:" + ports.getLast(),
                // What a test waits for that takes the gateway away.
                "hearth.agent.calls.budget",
                "3s");
    }

    @Override
    public void stop() {
        // Ports need no giving back.
    }
}
