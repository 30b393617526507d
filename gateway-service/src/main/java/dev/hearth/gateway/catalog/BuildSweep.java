package dev.hearth.gateway.catalog;

import dev.hearth.gateway.storage.FreshContext;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Settles versions whose build ended unnoticed: this service was restarted, or a connection broke for good. */
@ApplicationScoped
class BuildSweep {
    /** A version younger than this is still in the hands of the request that made it. */
    private static final Duration SETTLED_BY_ITS_REQUEST = Duration.ofSeconds(15);

    private static final int AT_MOST = 100;
    private static final Logger LOG = Logger.getLogger(BuildSweep.class);

    private final VersionRepository versions;
    private final Builds builds;
    private final FreshContext context;
    private final Vertx vertx;
    private final Clock clock;
    private final CatalogConfig config;
    private final AtomicBoolean sweeping = new AtomicBoolean();

    BuildSweep(
            VersionRepository versions,
            Builds builds,
            FreshContext context,
            Vertx vertx,
            Clock clock,
            CatalogConfig config) {
        this.versions = versions;
        this.builds = builds;
        this.context = context;
        this.vertx = vertx;
        this.clock = clock;
        this.config = config;
    }

    void onStart(@Observes StartupEvent event) {
        vertx.setPeriodic(config.sweepEvery().toMillis(), _ -> sweepUnlessSweeping());
    }

    /** Looks once at every version that has been building for a while. */
    Uni<Void> sweep() {
        return context.run(this::building)
                .onItem()
                .transformToMulti(Multi.createFrom()::iterable)
                .onItem()
                .transformToUniAndConcatenate(this::resume)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    @WithSession
    Uni<List<VersionRow>> building() {
        return versions.listBuilding(clock.instant().minus(SETTLED_BY_ITS_REQUEST), AT_MOST);
    }

    /** One that cannot be brought further now does not keep the others waiting. */
    private Uni<Void> resume(VersionRow version) {
        return context.run(() -> builds.resume(version))
                .onFailure()
                .invoke(failure -> LOG.warnf("build of version %s: %s", version.id, failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private void sweepUnlessSweeping() {
        if (sweeping.compareAndSet(false, true)) {
            sweep().onTermination()
                    .invoke(() -> sweeping.set(false))
                    .subscribe()
                    .with(_ -> {}, failure -> LOG.warnf("sweep of builds failed: %s", failure.getMessage()));
        }
    }
}
