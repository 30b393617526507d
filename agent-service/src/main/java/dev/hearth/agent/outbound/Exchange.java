package dev.hearth.agent.outbound;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request with its redirects, to its answer. Everything happens on the context that it was made on. */
final class Exchange {
    private final Vertx vertx;
    private final Context context;
    private final HttpClient client;
    private final Addresses addresses;
    private final int maxRedirects;
    private final OutboundRequest request;
    private final Sending sending;
    private final Promise<OutboundAnswer> done = Promise.promise();

    private HttpMethod method;
    private @Nullable Buffer body;
    private @Nullable HttpClientRequest underWay;
    private int redirects;

    Exchange(
            Vertx vertx,
            HttpClient client,
            Addresses addresses,
            int maxRedirects,
            OutboundRequest request,
            Sending sending) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.client = client;
        this.addresses = addresses;
        this.maxRedirects = maxRedirects;
        this.request = request;
        this.sending = sending;
        this.method = HttpMethod.valueOf(request.method().toUpperCase(Locale.ROOT));
        this.body = request.body();
    }

    Future<OutboundAnswer> start() {
        context.runOnContext(_ -> {
            long timer = vertx.setTimer(Math.max(1, request.limit().toMillis()), _ -> giveUp());
            done.future().onComplete(_ -> vertx.cancelTimer(timer));
            try {
                Destination destination = Destination.of(request.url());
                ask(destination, destination);
            } catch (OutboundException e) {
                fail(e);
            }
        });
        return done.future();
    }

    /** Ends it; too late after the answer. Nothing is sent any more once this has returned. Any thread. */
    void close() {
        sending.close();
        context.runOnContext(_ -> {
            fail(stopped());
            reset();
        });
    }

    private void ask(Destination first, Destination destination) {
        if (sending.isClosed()) {
            fail(stopped());
            return;
        }
        vertx.executeBlocking(() -> addresses.require(destination), false)
                .compose(address -> sending.isClosed()
                        ? Future.failedFuture(stopped())
                        : client.request(options(first, destination, address)))
                .onSuccess(connected -> send(first, destination, connected))
                .onFailure(failure -> fail(explained(destination, failure)));
    }

    private RequestOptions options(Destination first, Destination destination, InetAddress address) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setServer(SocketAddress.inetSocketAddress(destination.port(), address.getHostAddress()))
                .setHost(destination.host())
                .setPort(destination.port())
                .setSsl(destination.secure())
                .setURI(destination.target())
                .putHeader("User-Agent", "hearth")
                .putHeader("Accept", "*/*");
        if (body != null) {
            options.putHeader("Content-Type", "application/json");
        }
        if (destination.hasOriginOf(first)) {
            for (Map.Entry<String, String> header : request.headers().entrySet()) {
                options.putHeader(header.getKey(), header.getValue());
            }
        }
        return options;
    }

    private void send(Destination first, Destination destination, HttpClientRequest connected) {
        underWay = connected;
        // What goes wrong is the answer's to tell: it is the fault of a user's server, and no matter for our log.
        connected.exceptionHandler(_ -> {});
        connected.connection().exceptionHandler(_ -> {});
        if (done.future().isComplete() || !sending.begin()) {
            reset();
            return;
        }
        (body == null ? connected.send() : connected.send(body))
                .onSuccess(response -> receive(first, destination, response))
                .onFailure(failure -> fail(explained(destination, failure)));
    }

    private void receive(Destination first, Destination destination, HttpClientResponse response) {
        String location = response.getHeader("Location");
        if (request.followRedirects() && isRedirect(response.statusCode()) && location != null) {
            response.exceptionHandler(_ -> {});
            reset();
            redirect(first, destination, response.statusCode(), location);
            return;
        }
        BodyReader reader = new BodyReader(response, request.maxBytes());
        reader.read().onSuccess(done::tryComplete).onFailure(failure -> fail(explained(destination, failure)));
    }

    private void redirect(Destination first, Destination from, int status, String location) {
        redirects++;
        if (redirects > maxRedirects) {
            fail(new OutboundException(
                    "%s answers with more than %d redirects".formatted(request.url(), maxRedirects),
                    sending.wasSent(),
                    false));
            return;
        }
        boolean keepsMethod = status == 307 || status == 308;
        if (keepsMethod) {
            sending.deferred(); // what was asked for is to be done elsewhere
        } else if (!method.equals(HttpMethod.HEAD)) {
            method = HttpMethod.GET;
            body = null;
        }
        try {
            ask(first, from.redirected(location));
        } catch (OutboundException e) {
            fail(e);
        }
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private void giveUp() {
        fail(new OutboundException(
                "%s did not answer within %d ms"
                        .formatted(request.url(), request.limit().toMillis()),
                sending.wasSent(),
                true));
        reset();
    }

    private OutboundException stopped() {
        return new OutboundException("%s was not asked to the end".formatted(request.url()), sending.wasSent(), false);
    }

    private OutboundException explained(Destination destination, Throwable failure) {
        return switch (failure) {
            case OutboundException own -> new OutboundException(own.getMessage(), sending.wasSent(), own.mayPass());
            default ->
                new OutboundException(
                        sending.wasSent()
                                ? "the connection to %s broke before the answer was whole".formatted(destination.uri())
                                : "%s cannot be reached: %s".formatted(destination.uri(), failure.getMessage()),
                        sending.wasSent(),
                        true);
        };
    }

    private void fail(OutboundException failure) {
        done.tryFail(failure);
    }

    private void reset() {
        HttpClientRequest current = underWay;
        if (current != null) {
            current.reset();
        }
    }
}
