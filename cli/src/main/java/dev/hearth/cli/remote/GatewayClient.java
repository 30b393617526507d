package dev.hearth.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Speaks HTTP with a gateway: takes answers out of their envelope and turns refusals into errors for the user. */
final class GatewayClient {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(70);

    private final Connection connection;
    private final HttpClients clients = new HttpClients();

    GatewayClient(Connection connection) {
        this.connection = connection;
    }

    JsonNode get(String path) {
        return answer(request(path).GET().timeout(ANSWER_TIMEOUT).build());
    }

    JsonNode post(String path, JsonNode body) {
        return answer(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.line(body)))
                .timeout(ANSWER_TIMEOUT)
                .build());
    }

    /** A deletion answers nothing. */
    void delete(String path) {
        HttpRequest request = request(path).DELETE().timeout(ANSWER_TIMEOUT).build();
        HttpResponse<String> response = sendOrFail(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() / 100 != 2) {
            throw Refusals.of(response.statusCode(), response.body());
        }
    }

    /**
     * The task's stream, line by line. It is the caller's to close.
     *
     * @throws IOException if the gateway cannot be reached or breaks off; another attempt may succeed
     */
    Stream<String> lines(String path) throws IOException {
        HttpRequest request = request(path)
                .header("Accept", "application/x-ndjson")
                .header("Cache-Control", "no-cache")
                .GET()
                .build();
        HttpResponse<Stream<String>> response = send(request, BodyHandlers.ofLines());
        if (response.statusCode() / 100 != 2) {
            try (Stream<String> body = response.body()) {
                CliException refusal = Refusals.of(response.statusCode(), String.join("\n", body.toList()));
                if (refusal.code() == ExitCode.UNAVAILABLE) {
                    throw new IOException(refusal.getMessage(), refusal);
                }
                throw refusal;
            }
        }
        return response.body();
    }

    /** Puts a file to the URL that the gateway gave for it, and tells how many bytes have gone. */
    void upload(URI url, Path file, String contentType, LongConsumer sent) {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", contentType)
                .PUT(publisher(file, sent))
                .build();
        HttpResponse<String> response = sendOrFail(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() / 100 != 2) {
            throw Refusals.of(response.statusCode(), response.body());
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(address(path)).header("User-Agent", "hearth-cli");
        return connection.apiKey().isEmpty()
                ? builder
                : builder.header("Authorization", "Bearer " + connection.apiKey());
    }

    private URI address(String path) {
        try {
            return URI.create(connection.baseUrl() + path);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, "'%s' names nothing that can be asked for".formatted(path), e);
        }
    }

    private JsonNode answer(HttpRequest request) {
        HttpResponse<String> response = sendOrFail(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() / 100 != 2) {
            throw Refusals.of(response.statusCode(), response.body());
        }
        try {
            JsonNode body = Json.parse(response.body());
            return body.path("success").isBoolean() ? body.path("data") : body;
        } catch (JsonProcessingException e) {
            throw new CliException(
                    ExitCode.UNAVAILABLE,
                    "what answers at %s is no Hearth: it sent no JSON".formatted(request.uri()),
                    e);
        }
    }

    private <T> HttpResponse<T> sendOrFail(HttpRequest request, BodyHandler<T> handler) {
        try {
            return send(request, handler);
        } catch (IOException e) {
            throw new CliException(ExitCode.UNAVAILABLE, "cannot reach %s: %s".formatted(request.uri(), reason(e)), e);
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) throws IOException {
        try {
            return clients.of(request.uri()).send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted", e);
        }
    }

    private static String reason(IOException e) {
        @Nullable String message = e.getMessage();
        return message == null || message.isEmpty() ? "the connection was refused" : message;
    }

    private static BodyPublisher publisher(Path file, LongConsumer sent) {
        try {
            long size = Files.size(file);
            if (size == 0) {
                return BodyPublishers.noBody();
            }
            return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> open(file, sent)), size);
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, "cannot read " + file + ": " + e, e);
        }
    }

    private static InputStream open(Path file, LongConsumer sent) {
        try {
            return new CountingStream(Files.newInputStream(file), sent);
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(file + " is gone", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
