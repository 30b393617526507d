package dev.hearth.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.hearth.bench.HttpConnection.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {
    private static final String COMPLETED = "{\"success\":true,\"data\":{\"status_text\":\"completed\"}}";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private Target target;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        target = Target.of("http://127.0.0.1:" + server.getAddress().getPort(), "key");
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.close();
    }

    @Test
    void callsAgainOnTheSameConnection() throws IOException {
        List<Integer> ports = new ArrayList<>();
        server.createContext("/run", call -> {
            ports.add(call.getRemoteAddress().getPort());
            assertThat(call.getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer key");
            byte[] body = call.getRequestBody().readAllBytes();
            call.sendResponseHeaders(200, body.length);
            call.getResponseBody().write(body);
            call.close();
        });

        try (HttpConnection connection = HttpConnection.open(target)) {
            byte[] request = target.post("/run", "{\"ä\":1}", "application/json");
            Answer first = connection.call(request);
            Answer second = connection.call(request);

            assertThat(first).isEqualTo(new Answer(200, "{\"ä\":1}")).isEqualTo(second);
        }
        assertThat(ports).hasSize(2);
        assertThat(ports.get(0)).isEqualTo(ports.get(1));
    }

    @Test
    void handsOverTheLinesOfAStream() throws IOException {
        server.createContext("/stream", call -> {
            call.getRequestBody().readAllBytes();
            call.sendResponseHeaders(200, 0);
            for (String line : List.of("{\"a\":1}", "{\"a\":2}")) {
                call.getResponseBody().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                call.getResponseBody().flush();
            }
            call.close();
        });

        List<String> lines = new ArrayList<>();
        try (HttpConnection connection = HttpConnection.open(target)) {
            connection.stream(target.post("/stream", "{}", "application/x-ndjson"), lines::add);
        }

        assertThat(String.join("", lines).replace("\n", "")).isEqualTo("{\"a\":1}{\"a\":2}");
    }

    @Test
    void countsCompletedCalls() throws Exception {
        answerRunWith(COMPLETED);

        Load load = Load.run(target, target.post("/run", "{}", "*/*"), 2, Duration.ofSeconds(30), 20);

        assertThat(load.latencies().getTotalCount()).isEqualTo(20);
        assertThat(load.failures()).isZero();
        assertThat(load.perSecond()).isPositive();
    }

    @Test
    void countsOtherAnswersAsFailures() throws Exception {
        answerRunWith("{\"success\":true,\"data\":{\"status_text\":\"failed\"}}");

        Load load = Load.run(target, target.post("/run", "{}", "*/*"), 1, Duration.ofSeconds(30), 3);

        assertThat(load.latencies().getTotalCount()).isZero();
        assertThat(load.failures()).isEqualTo(3);
        assertThat(load.firstFailure()).contains("failed");
    }

    @Test
    void loadsNobodyElse() {
        assertThatThrownBy(() -> Target.of("http://192.0.2.1:80", "key")).hasMessageContaining("192.0.2.1");
        assertThatThrownBy(() -> Target.of("ftp://127.0.0.1", "key")).hasMessageContaining("ftp");
    }

    private void answerRunWith(String json) {
        server.createContext("/run", call -> {
            call.getRequestBody().readAllBytes();
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(200, body.length);
            call.getResponseBody().write(body);
            call.close();
        });
    }
}
