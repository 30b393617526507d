package dev.hearth.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import org.HdrHistogram.Histogram;

/**
 * Time from the moment the app yields to the moment its output is read from the stream. The app tells the former by its
 * own clock, which is this machine's.
 */
final class StreamLatency {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StreamLatency() {}

    static Histogram measure(Target target, String app, int calls) throws IOException {
        byte[] request = target.post(
                "/apps/run",
                "{\"app\":\"%s\",\"function\":\"clock\",\"input\":{\"delay_ms\":50},\"stream\":true}".formatted(app),
                "application/x-ndjson");
        Histogram latencies = Load.histogram();
        try (HttpConnection connection = HttpConnection.open(target)) {
            new Probe().follow(connection, request); // the first one may start a runner
            for (int i = 0; i < calls; i++) {
                latencies.recordValue(new Probe().follow(connection, request));
            }
        }
        return latencies;
    }

    /** Follows one call. */
    private static final class Probe {
        private long nanos;

        long follow(HttpConnection connection, byte[] request) throws IOException {
            connection.stream(request, this::look);
            if (nanos == 0) {
                throw new IOException("the stream ended without an output");
            }
            return nanos;
        }

        private void look(String line) throws IOException {
            if (nanos != 0) {
                return;
            }
            long now = epochNanos();
            JsonNode event = JSON.readTree(line);
            JsonNode task = event.has("fields") ? event.path("data") : event;
            long yieldedAt = task.path("output").path("yielded_at_ns").asLong();
            if (yieldedAt > 0) {
                nanos = Math.max(1, now - yieldedAt);
            }
        }

        private static long epochNanos() {
            Instant now = Instant.now();
            return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        }
    }
}
