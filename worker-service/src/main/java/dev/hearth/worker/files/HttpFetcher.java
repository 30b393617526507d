package dev.hearth.worker.files;

import dev.hearth.network.PublicAddress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches URLs under the engine's rules. The address that was checked is the one connected to, so that a name cannot mean
 * another machine a moment later; each redirect is checked anew. For virtual threads: it waits.
 */
@Singleton
public class HttpFetcher {
    private static final int CONNECT_MILLIS = 10_000;

    private final FilesConfig config;
    private final Vertx vertx;
    private final HttpClient client;

    public HttpFetcher(FilesConfig config, Vertx vertx) {
        this.config = config;
        this.vertx = vertx;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout((int) config.fetchLimit().toSeconds())
                .setKeepAlive(false));
    }

    /** What came with a file. */
    record Fetched(long size, String contentType) {}

    Fetched fetch(String url, Path target) throws FileUnavailableException, InterruptedException {
        long end = System.nanoTime() + config.fetchLimit().toNanos();
        URI current = parse(url, url);
        for (int hop = 0; hop <= config.maxRedirects(); hop++) {
            Answer answer = await(url, ask(url, current, target), end);
            switch (answer) {
                case Arrived(Fetched fetched) -> {
                    return fetched;
                }
                case Redirect(String location) ->
                    current = parse(url, current.resolve(location.strip()).toString());
                case Refused(String why) -> throw unavailable(url, why);
            }
        }
        throw unavailable(url, "more than %d redirects".formatted(config.maxRedirects()));
    }

    private sealed interface Answer {}

    private record Arrived(Fetched fetched) implements Answer {}

    private record Redirect(String location) implements Answer {}

    private record Refused(String why) implements Answer {}

    private Future<Answer> ask(String url, URI uri, Path target) throws FileUnavailableException {
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        InetAddress address = checked(url, uri.getHost());
        String path = Optional.ofNullable(uri.getRawPath())
                .filter(text -> !text.isEmpty())
                .orElse("/");
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setHost(uri.getHost())
                .setPort(port)
                .setSsl(secure)
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
                .putHeader("User-Agent", "hearth")
                .putHeader("Accept", "*/*");
        return client.request(options).compose(HttpClientRequest::send).compose(response -> receive(response, target));
    }

    private Future<Answer> receive(HttpClientResponse response, Path target) {
        int status = response.statusCode();
        String location = response.getHeader("Location");
        if (status >= 300 && status < 400 && location != null) {
            response.request().reset();
            return Future.succeededFuture(new Redirect(location));
        }
        if (status != 200) {
            response.request().reset();
            return Future.succeededFuture(new Refused("the server answered " + status));
        }
        response.pause();
        return vertx.fileSystem()
                .open(target.toString(), new OpenOptions().setTruncateExisting(true))
                .compose(file -> store(response, file));
    }

    private Future<Answer> store(HttpClientResponse response, AsyncFile file) {
        Promise<Answer> done = Promise.promise();
        long[] size = {0};
        response.handler(buffer -> {
            size[0] += buffer.length();
            if (size[0] > config.maxBytes()) {
                response.request().reset();
                done.tryComplete(new Refused("it is larger than %d bytes".formatted(config.maxBytes())));
                return;
            }
            file.write(buffer).onFailure(done::tryFail);
            if (file.writeQueueFull()) {
                response.pause();
                file.drainHandler(_ -> response.resume());
            }
        });
        response.exceptionHandler(done::tryFail);
        response.endHandler(_ -> file.flush()
                .onSuccess(_ -> done.tryComplete(new Arrived(new Fetched(size[0], contentTypeOf(response)))))
                .onFailure(done::tryFail));
        response.resume();
        return done.future().eventually(() -> file.close());
    }

    private static String contentTypeOf(HttpClientResponse response) {
        String header = Optional.ofNullable(response.getHeader("Content-Type")).orElse("");
        return header.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
    }

    private InetAddress checked(String url, String host) throws FileUnavailableException {
        try {
            InetAddress[] all = InetAddress.getAllByName(host);
            for (InetAddress address : all) {
                if (!config.allowPrivate() && !PublicAddress.isPublic(address)) {
                    throw unavailable(url, "%s is a private address".formatted(host));
                }
            }
            return all[0];
        } catch (UnknownHostException e) {
            throw new FileUnavailableException("%s cannot be fetched: no host '%s'".formatted(url, host), e);
        }
    }

    private static URI parse(String url, String text) throws FileUnavailableException {
        try {
            URI uri = URI.create(text.replace(" ", "%20"));
            String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw unavailable(url, "only http and https are fetched, not '%s'".formatted(scheme));
            }
            if (uri.getHost() == null) {
                throw unavailable(url, "it names no host");
            }
            return uri;
        } catch (IllegalArgumentException e) {
            throw new FileUnavailableException("%s cannot be fetched: it is not a URL".formatted(url), e);
        }
    }

    private static <T> T await(String url, Future<T> future, long endNanos)
            throws FileUnavailableException, InterruptedException {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(Math.max(1, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new FileUnavailableException(
                    "%s cannot be fetched: %s"
                            .formatted(
                                    url,
                                    Objects.requireNonNullElse(e.getCause(), e).getMessage()),
                    e);
        } catch (TimeoutException e) {
            throw new FileUnavailableException("%s cannot be fetched: it takes too long".formatted(url), e);
        }
    }

    private static FileUnavailableException unavailable(String url, String why) {
        return new FileUnavailableException("%s cannot be fetched: %s".formatted(url, why));
    }

    @PreDestroy
    void close() {
        client.close().onFailure(failure -> {});
    }
}
