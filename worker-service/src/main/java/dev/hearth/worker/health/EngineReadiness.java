package dev.hearth.worker.health;

import dev.hearth.worker.control.ControlConfig;
import dev.hearth.worker.control.SchedulerLink;
import dev.hearth.worker.jail.Jail;
import dev.hearth.worker.lease.EngineLease;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while it may be given work: it holds its lease, or was without one for no longer than the grace. */
@Readiness
@Singleton
public class EngineReadiness implements HealthCheck {
    private final SchedulerLink link;
    private final EngineLease lease;
    private final Jail jail;
    private final ControlConfig config;

    public EngineReadiness(SchedulerLink link, EngineLease lease, Jail jail, ControlConfig config) {
        this.link = link;
        this.lease = lease;
        this.jail = jail;
        this.config = config;
    }

    @Override
    public HealthCheckResponse call() {
        boolean isWithinGrace = lease.notHeldFor().compareTo(config.readyGrace()) <= 0;
        return HealthCheckResponse.named("engine")
                .status(link.isAlive() && isWithinGrace)
                .withData("connected", link.isConnected())
                .withData("state", link.state())
                .withData("jailed", jail.isClosed())
                .build();
    }
}
