package dev.hearth.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The world as test apps see it: {@code POST /effects} with {@code {"task_id": …, "attempt": …}} is an effect, written
 * down before it is answered. The attempt may be left out. Listens on loopback only.
 */
public final class EffectLedger implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Recording recording;

    private EffectLedger(HttpServer server, Recording recording) {
        this.server = server;
        this.recording = recording;
    }

    /** Opens the ledger at a free port; effects go into the recording. */
    public static EffectLedger open(Recording recording) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        EffectLedger ledger = new EffectLedger(server, recording);
        server.createContext("/effects", ledger::take);
        server.setExecutor(ledger.threads);
        server.start();
        return ledger;
    }

    /** Where apps post to. */
    public String url() {
        return "http://127.0.0.1:%d/effects".formatted(server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private void take(HttpExchange call) throws IOException {
        try (call) {
            Observation.Effect effect = effectOf(JSON.readTree(call.getRequestBody()));
            if (effect == null) {
                call.sendResponseHeaders(400, -1);
                return;
            }
            recording.add(effect);
            call.sendResponseHeaders(204, -1);
        } catch (IOException e) {
            throw new UncheckedIOException("effect not recorded", e);
        }
    }

    private static Observation.@Nullable Effect effectOf(JsonNode body) {
        JsonNode attempt = body.path("attempt");
        return body.path("task_id").isTextual()
                ? new Observation.Effect(body.path("task_id").textValue(), attempt.isInt() ? attempt.intValue() : null)
                : null;
    }
}
