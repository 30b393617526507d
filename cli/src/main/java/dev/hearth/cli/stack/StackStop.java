package dev.hearth.cli.stack;

import dev.hearth.cli.console.Console;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes the stack down: those who need others first, the stores last. */
final class StackStop {
    /** Parts of one step do not need each other. */
    static final List<List<String>> STEPS = List.of(
            List.of("agent"),
            List.of("worker"),
            List.of("gateway"),
            List.of("scheduler", "files"),
            List.of("postgres", "kafka"));

    private final Supervisor supervisor;
    private final Console console;

    StackStop(Supervisor supervisor, Console console) {
        this.supervisor = supervisor;
        this.console = console;
    }

    void run() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (List<String> step : STEPS) {
                List<CompletableFuture<Void>> stops = step.stream()
                        .map(part -> CompletableFuture.runAsync(() -> stop(part), threads))
                        .toList();
                stops.forEach(CompletableFuture::join);
            }
        }
    }

    private void stop(String part) {
        long start = System.nanoTime();
        boolean ran =
                supervisor.stop(part, LocalStack.stopSignalOf(part), () -> console.progress(part, "still stopping …"));
        if (ran) {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            console.progress(part, "stopped after " + Console.seconds(took));
        } else {
            console.progress(part, "was not running");
        }
    }
}
