package dev.hearth.worker.health;

import dev.hearth.worker.control.SchedulerLink;
import dev.hearth.worker.jail.Jail;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while it is connected to a leader, or trying to; how it stands is said beside it. */
@Readiness
@Singleton
public class EngineReadiness implements HealthCheck {
    private final SchedulerLink link;
    private final Jail jail;

    public EngineReadiness(SchedulerLink link, Jail jail) {
        this.link = link;
        this.jail = jail;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("engine")
                .status(link.isAlive())
                .withData("connected", link.isConnected())
                .withData("state", link.state())
                .withData("jailed", jail.isClosed())
                .build();
    }
}
