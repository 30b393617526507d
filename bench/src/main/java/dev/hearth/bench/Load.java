package dev.hearth.bench;

import dev.hearth.bench.HttpConnection.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/**
 * Some clients that call as fast as they are answered, each on a connection and a thread of its own. Closed loop: a slow
 * answer delays that client's next call, so percentiles are those of calls that were made, at the rate that is printed.
 */
record Load(int clients, Duration duration, Histogram latencies, double seconds, long failures, String firstFailure) {
    private static final long LONGEST_NANOS = Duration.ofMinutes(2).toNanos();
    private static final int DIGITS = 3;

    static Histogram histogram() {
        return new Histogram(1_000, LONGEST_NANOS, DIGITS);
    }

    /** Runs the clients until the time is over or the calls are made, whatever comes first. */
    static Load run(Target target, byte[] request, int clients, Duration duration, long maxCalls)
            throws InterruptedException {
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        List<Future<Client>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            for (int i = 0; i < clients; i++) {
                running.add(threads.submit(() -> new Client(target, request, end, maxCalls / clients).run()));
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return sum(clients, duration, running, seconds);
    }

    double perSecond() {
        return latencies.getTotalCount() / seconds;
    }

    double millisAt(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e6;
    }

    private static Load sum(int clients, Duration duration, List<Future<Client>> ended, double seconds)
            throws InterruptedException {
        Histogram all = histogram();
        long failures = 0;
        String firstFailure = "";
        for (Future<Client> one : ended) {
            try {
                Client client = one.get();
                all.add(client.latencies);
                failures += client.failures;
                firstFailure = firstFailure.isEmpty() ? client.firstFailure : firstFailure;
            } catch (ExecutionException e) {
                throw new IllegalStateException("a client of the load broke", e);
            }
        }
        return new Load(clients, duration, all, seconds, failures, firstFailure);
    }

    /** One client. Confined to its thread until it ended. */
    private static final class Client {
        private final Target target;
        private final byte[] request;
        private final long end;
        private final long maxCalls;
        private final Histogram latencies = histogram();
        private long failures;
        private String firstFailure = "";

        Client(Target target, byte[] request, long end, long maxCalls) {
            this.target = target;
            this.request = request;
            this.end = end;
            this.maxCalls = maxCalls;
        }

        Client run() {
            long calls = 0;
            while (calls < maxCalls && System.nanoTime() - end < 0) {
                try (HttpConnection connection = HttpConnection.open(target)) {
                    while (calls < maxCalls && System.nanoTime() - end < 0) {
                        calls++;
                        call(connection);
                    }
                } catch (IOException e) {
                    calls++;
                    fail(e.toString());
                }
            }
            return this;
        }

        private void call(HttpConnection connection) throws IOException {
            long start = System.nanoTime();
            Answer answer = connection.call(request);
            long took = System.nanoTime() - start;
            if (answer.isCompletedTask()) {
                latencies.recordValue(Math.min(took, LONGEST_NANOS));
            } else {
                fail(answer.status() + " " + answer.body());
            }
        }

        private void fail(String what) {
            failures++;
            if (firstFailure.isEmpty()) {
                firstFailure = what.substring(0, Math.min(what.length(), 300));
            }
        }
    }
}
