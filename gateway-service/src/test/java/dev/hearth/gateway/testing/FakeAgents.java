package dev.hearth.gateway.testing;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** agent-service without any agent or chat. */
@Singleton
public class FakeAgents {
    private final int port;
    private final String internalKey;
    private @Nullable ScriptedAgents agents;

    FakeAgents(
            @ConfigProperty(name = "hearth.test.agents-port") int port,
            @ConfigProperty(name = "hearth.gateway.internal-key") String internalKey) {
        this.port = port;
        this.internalKey = internalKey;
    }

    void onStart(@Observes StartupEvent event) {
        agents = new ScriptedAgents(port, internalKey);
        agents.refuse(new ServiceException(ErrorCode.NOT_FOUND, "not found: there are no agents here"));
    }

    @PreDestroy
    void stop() {
        if (agents != null) {
            agents.close();
        }
    }
}
