package dev.hearth.scheduler.testing;

import dev.hearth.embedded.FreePorts;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A free port for gRPC: a random one could not be told to clients. */
public final class FreeGrpcPort implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        return Map.of(
                "quarkus.grpc.server.test-port",
                String.valueOf(FreePorts.find(1).getFirst()));
    }

    @Override
    public void stop() {}
}
