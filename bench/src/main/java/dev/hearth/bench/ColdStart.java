package dev.hearth.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.bench.HttpConnection.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.HdrHistogram.Histogram;

/**
 * What a cold start costs beyond the app's own import and setup: a call with a setup nobody used before, minus what the
 * app says it took itself. The environment was built when the app was published.
 */
final class ColdStart {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ColdStart() {}

    /** @param pause between two calls, in which the engine may get ready for the next */
    static Histogram measure(Target target, String app, int calls, Duration pause)
            throws IOException, InterruptedException {
        Histogram latencies = Load.histogram();
        try (HttpConnection connection = HttpConnection.open(target)) {
            call(connection, target, app); // unpacks the archive, opens the environment
            for (int i = 0; i < calls; i++) {
                Thread.sleep(pause);
                latencies.recordValue(call(connection, target, app));
            }
        }
        return latencies;
    }

    private static long call(HttpConnection connection, Target target, String app) throws IOException {
        byte[] request = target.post(
                "/run",
                "{\"app\":\"%s\",\"input\":{},\"setup\":{\"nonce\":\"%s\"}}".formatted(app, UUID.randomUUID()),
                "application/json");
        long start = System.nanoTime();
        Answer answer = connection.call(request);
        long took = System.nanoTime() - start;
        if (!answer.isCompletedTask()) {
            throw new IOException("the cold call did not complete: " + answer.body());
        }
        JsonNode output = JSON.readTree(answer.body()).path("data").path("output");
        return Math.max(
                1,
                took
                        - output.path("import_ns").asLong()
                        - output.path("setup_ns").asLong());
    }
}
