package dev.hearth.cli.author;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One runner process, the very program that engines start, in a session of its own so that all it starts ends with it. */
final class LocalRunner implements AutoCloseable {
    private static final long EXIT_SECONDS = 8;

    private final Process process;
    private final FrameChannel channel;
    private final Thread log;

    private LocalRunner(Process process, FrameChannel channel, Thread log) {
        this.process = process;
        this.channel = channel;
        this.log = log;
    }

    /**
     * Starts a runner and waits until it has connected.
     *
     * @param variables all that the app sees beside what every runner has
     * @param lines told what the app writes
     */
    static LocalRunner start(Path python, Scratch scratch, Map<String, String> variables, Consumer<String> lines) {
        Path socket = scratch.root().resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Files.deleteIfExists(socket);
            server.bind(UnixDomainSocketAddress.of(socket));
            Process process = process(python, scratch, variables, socket).start();
            Thread log = Thread.ofVirtual().start(() -> pump(process, lines));
            var _ = process.onExit().thenRun(() -> closeQuietly(server));
            return new LocalRunner(process, new FrameChannel(server.accept()), log);
        } catch (AsynchronousCloseException e) {
            throw new CliException(ExitCode.MISSING, "the runner did not start; what it said is above", e);
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, "the runner cannot be started: " + e.getMessage(), e);
        }
    }

    private static ProcessBuilder process(Path python, Scratch scratch, Map<String, String> variables, Path socket) {
        ProcessBuilder builder = new ProcessBuilder("setsid", python.toString(), "-m", "hearth_runner")
                .directory(scratch.root().toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
        Map<String, String> all = builder.environment();
        String path = all.getOrDefault("PATH", "/usr/bin:/bin");
        all.clear();
        all.putAll(Map.of(
                "PATH", python.getParent() + ":" + path,
                "LANG", "C.UTF-8",
                "USER", "app",
                "LOGNAME", "app",
                "HOME", scratch.home().toString(),
                "TMPDIR", scratch.tmp().toString(),
                "FILE_CACHE_DIR", scratch.files().toString(),
                "PYTHONUNBUFFERED", "1",
                "APP_ID", "local",
                "WORKER_ID", "local"));
        all.putAll(variables);
        String own = variables.getOrDefault("PYTHONPATH", "");
        all.put("PYTHONPATH", own.isEmpty() ? "" + Installation.runner() : Installation.runner() + ":" + own);
        all.put("HEARTH_SOCKET", socket.toString());
        return builder;
    }

    void send(ObjectNode header, String payload) {
        try {
            channel.write(header, payload);
        } catch (IOException e) {
            // The runner has gone; who reads from it learns how.
        }
    }

    /** The next frame; empty when the process has ended. */
    Optional<Frame> receive() {
        try {
            return channel.read();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The exit code, once the process has ended and its last line was told. */
    int exitCode() {
        try {
            var _ = process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS);
            killAll(); // a child that it left would keep its output open
            int code = process.waitFor();
            log.join();
            return code;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted", e);
        }
    }

    /** Ends the process and all it has started. */
    void killAll() {
        Program.run(List.of("kill", "-KILL", "--", "-" + process.pid()), Path.of("/"), Map.of(), _ -> {});
        process.destroyForcibly();
    }

    @Override
    public void close() {
        closeQuietly(channel);
        exitCode();
        killAll();
    }

    private static void pump(Process process, Consumer<String> lines) {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            lines.accept("(the app's output broke off: %s)".formatted(e.getMessage()));
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is closed either way.
        }
    }
}
