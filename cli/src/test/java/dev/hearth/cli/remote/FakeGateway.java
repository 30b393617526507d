package dev.hearth.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.connection.Connection.KafkaLogin;
import dev.hearth.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A gateway in this process, with the answers that a test gives it, each once and the last one for ever. */
final class FakeGateway implements AutoCloseable {
    /** What was asked, as {@code POST /apps/run}, and the body, a character per byte. */
    record Asked(String what, String authorization, String body) {
        JsonNode json() {
            try {
                return Json.parse(new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON", e);
            }
        }
    }

    private interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    FakeGateway() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Connection connection() {
        return new Connection(url(), "key", new KafkaLogin("", "", "", "hearth."));
    }

    /** Answers with data in the usual envelope. */
    FakeGateway answers(String what, String data) {
        return answersRaw(what, 200, "{\"success\":true,\"status\":200,\"data\":%s,\"messages\":[]}".formatted(data));
    }

    FakeGateway refuses(String what, int status, String code, String message) {
        return answersRaw(
                what,
                status,
                "{\"success\":false,\"status\":%d,\"error\":{\"code\":\"%s\",\"message\":\"%s\"},\"detail\":\"%s\"}"
                        .formatted(status, code, message, message));
    }

    FakeGateway answersRaw(String what, int status, String body) {
        return on(what, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        });
    }

    /** Answers with data once it is told to. */
    FakeGateway answersAfter(CountDownLatch sign, String what, String data) {
        return on(what, exchange -> {
            awaitSign(sign);
            byte[] bytes = "{\"success\":true,\"data\":%s}".formatted(data).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        });
    }

    /** Returns when it was asked. */
    void awaitAsked(String what) {
        Await.until(what + " is asked", () -> requests().contains(what));
    }

    /** Streams lines as NDJSON and ends. */
    FakeGateway streams(String what, String... lines) {
        return on(what, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/x-ndjson");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        });
    }

    List<String> requests() {
        return asked.stream().map(Asked::what).toList();
    }

    Asked last(String what) {
        return asked.stream()
                .filter(each -> each.what().equals(what))
                .reduce((_, later) -> later)
                .orElseThrow(() -> new AssertionError(what + " was not asked, only " + requests()));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void awaitSign(CountDownLatch sign) throws IOException {
        try {
            if (!sign.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("no sign to answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private FakeGateway on(String what, Answer answer) {
        synchronized (answers) {
            answers.computeIfAbsent(what, _ -> new ArrayDeque<>()).add(answer);
        }
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String authorization =
                Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
        asked.add(new Asked(what, authorization, body));
        try (exchange) {
            answerTo(what).give(exchange);
        }
    }

    private Answer answerTo(String what) {
        synchronized (answers) {
            Deque<Answer> left = answers.get(what);
            if (left == null) {
                return exchange -> exchange.sendResponseHeaders(404, -1);
            }
            return left.size() > 1 ? left.removeFirst() : left.getFirst();
        }
    }
}
