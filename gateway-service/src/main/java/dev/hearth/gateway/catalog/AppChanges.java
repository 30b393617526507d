package dev.hearth.gateway.catalog;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Hears of every change of an app or version, by whichever replica, and has the references forgotten. While the connection
 * is down nothing is heard; then references are forgotten by their age alone, and at once when it is back.
 */
@ApplicationScoped
class AppChanges {
    /** Triggers of the migration tell changes here. */
    private static final String CHANNEL = "hearth_gateway_app";

    private static final long RECONNECT_MILLIS = 500;
    private static final Logger LOG = Logger.getLogger(AppChanges.class);

    private final RememberedCatalog catalog;
    private final PgSubscriber subscriber;

    AppChanges(
            RememberedCatalog catalog,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") String user,
            @ConfigProperty(name = "quarkus.datasource.password") String password) {
        this.catalog = catalog;
        this.subscriber = PgSubscriber.subscriber(
                        vertx, PgConnectOptions.fromUri(url).setUser(user).setPassword(password))
                .reconnectPolicy(_ -> RECONNECT_MILLIS);
    }

    void onStart(@Observes StartupEvent event) {
        subscriber
                .channel(CHANNEL)
                .subscribeHandler(_ -> catalog.forgetReferences())
                .handler(_ -> catalog.forgetReferences());
        subscriber.connect().onFailure(failure -> LOG.warnf("changes of apps are not heard: %s", failure.getMessage()));
    }

    @PreDestroy
    void close() {
        subscriber.close().onFailure(failure -> LOG.debugf("listener was gone already: %s", failure.getMessage()));
    }
}
