package dev.hearth.worker.environment;

import dev.hearth.worker.output.LineSplitter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs a program to its end, line by line, within a time limit. */
public final class Command {
    private static final int KEPT_LINES = 15;
    private static final int LONGEST_QUOTED = 4096;
    private static final int BUFFER_BYTES = 16 * 1024;

    private Command() {}

    /**
     * How a program ended.
     *
     * @param lastLines what it wrote last, to quote in an error
     */
    public record Ended(int exitCode, String lastLines) {}

    /** Runs a program of our own. */
    public static Ended run(ProcessBuilder builder, Duration limit, Consumer<String> lines)
            throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        return follow(
                process.getInputStream(),
                process.onExit().thenApply(Process::exitValue),
                process::destroyForcibly,
                limit,
                lines);
    }

    /** Follows a started program: its output, its end, and the means to end it. */
    public static Ended follow(
            InputStream output, CompletableFuture<Integer> exit, Runnable kill, Duration limit, Consumer<String> lines)
            throws InterruptedException {
        Deque<String> last = new ArrayDeque<>();
        Thread reader = Thread.ofPlatform().daemon().name("command-output").start(() -> read(output, last, lines));
        try {
            int code = exit.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            reader.join(Duration.ofSeconds(2));
            synchronized (last) {
                return new Ended(code, String.join("\n", last));
            }
        } catch (TimeoutException e) {
            kill.run();
            return new Ended(-1, "took longer than " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot fail", e);
        } catch (InterruptedException e) {
            kill.run();
            throw e;
        }
    }

    /** What is written without a line feed is handed on in parts: a program must not fill the engine's memory with one line. */
    private static void read(InputStream output, Deque<String> last, Consumer<String> lines) {
        LineSplitter splitter = new LineSplitter();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (output) {
            for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
                handOn(splitter.split(buffer, count), last, lines);
            }
            handOn(splitter.rest(), last, lines);
        } catch (IOException e) {
            lines.accept("(output lost: " + e.getMessage() + ")\n");
        }
    }

    private static void handOn(String written, Deque<String> last, Consumer<String> lines) {
        written.lines().forEach(line -> {
            lines.accept(line + "\n");
            synchronized (last) {
                last.addLast(line.length() > LONGEST_QUOTED ? line.substring(0, LONGEST_QUOTED) : line);
                if (last.size() > KEPT_LINES) {
                    last.removeFirst();
                }
            }
        });
    }
}
