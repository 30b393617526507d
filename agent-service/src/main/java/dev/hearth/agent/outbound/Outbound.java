package dev.hearth.agent.outbound;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Asks servers that users name, under the rules of {@link OutboundConfig}. Made on Vert.x, which Quarkus brings along and
 * which, unlike other clients, connects to an address that was checked while it speaks to the name. No connection is used
 * twice: one that the server closed meanwhile would leave it unknown whether the request was acted upon.
 */
@Singleton
public class Outbound {
    /** To one server at a time; more wait, within their time limits. */
    private static final int MOST_CONNECTIONS = 1000;

    private final Vertx vertx;
    private final HttpClient client;
    private final OutboundConfig config;
    private final Addresses addresses;

    @Inject
    public Outbound(Vertx vertx, OutboundConfig config) {
        this(vertx, config, Addresses.of(config), options(config));
    }

    Outbound(Vertx vertx, OutboundConfig config, Addresses addresses, HttpClientOptions options) {
        this.vertx = vertx;
        this.config = config;
        this.addresses = addresses;
        this.client = vertx.createHttpClient(options);
    }

    static HttpClientOptions options(OutboundConfig config) {
        return new HttpClientOptions()
                .setKeepAlive(false)
                .setMaxPoolSize(MOST_CONNECTIONS)
                .setVerifyHost(true)
                .setConnectTimeout((int) config.connectLimit().toMillis());
    }

    /**
     * Sends the request once. Fails with an {@link OutboundException} and with nothing else. Cancelling the subscription
     * closes the connection.
     */
    public Uni<OutboundAnswer> send(OutboundRequest request) {
        return Uni.createFrom().deferred(() -> send(request, new Sending()));
    }

    /** As {@link #send(OutboundRequest)}, for who has to know whether it was sent, or forbids it; for one subscription. */
    public Uni<OutboundAnswer> send(OutboundRequest request, Sending sending) {
        return Uni.createFrom().emitter(emitter -> {
            Exchange exchange = new Exchange(vertx, client, addresses, config.maxRedirects(), request, sending);
            emitter.onTermination(exchange::close);
            exchange.start().onComplete(emitter::complete, emitter::fail);
        });
    }

    @PreDestroy
    void close() {
        client.close().onFailure(_ -> {}); // nobody is left to be told
    }
}
