package dev.hearth.cli.stack;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.embedded.FreePorts;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts and stops parts. Each runs in a session of its own and outlives the command that started it; a pid file tells the
 * next command which process it is. Threads may deal with different parts at once.
 */
final class Supervisor {
    private static final Duration POLL = Duration.ofMillis(25);

    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final Duration KILL_GRACE = Duration.ofSeconds(5);
    private static final long MAX_LOG_BYTES = 16L << 20;

    private final StackHome home;
    private final Duration stopGrace;

    Supervisor(StackHome home) {
        this(home, STOP_GRACE);
    }

    /**
     * @param stopGrace how long a part may take to stop before it is made to
     */
    Supervisor(StackHome home, Duration stopGrace) {
        this.home = home;
        this.stopGrace = stopGrace;
    }

    /** The process of a part, if it runs. */
    Optional<PidFile> find(String part) {
        return PidFile.findAlive(home, part);
    }

    /** Fails when a part that does not run would find one of its ports taken. */
    void requirePorts(String part, List<Integer> ports) {
        if (find(part).isPresent()) {
            return;
        }
        for (int port : ports) {
            if (!FreePorts.isFree(port)) {
                throw new CliException(
                        ExitCode.MISSING,
                        "port %d of %s is in use by another program: stop that, or change the number in %s"
                                .formatted(port, part, home.file(Ports.FILE)));
            }
        }
    }

    /** Starts a part that does not run; does not wait for it. */
    ProcessIdentity start(Part part) {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(part.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(part.folder().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(freshLog(part.name())));
        builder.environment().putAll(part.environment());
        try {
            Process process = builder.start();
            ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow(() -> ended(part));
            new PidFile(identity, part.version()).write(home, part.name());
            return identity;
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNAVAILABLE, "cannot start %s: %s".formatted(part.name(), e.getMessage()), e);
        }
    }

    /** Returns when a part can do its work; fails with the end of its log when it ended or took too long. */
    void awaitReady(Part part, ProcessIdentity process, Duration patience, Runnable stillWaiting) {
        long start = System.nanoTime();
        StillWaiting words = new StillWaiting(stillWaiting);
        while (!isReady(part, process)) {
            if (!process.isAlive()) {
                throw ended(part);
            }
            long now = System.nanoTime();
            if (now - start > patience.toNanos()) {
                throw new CliException(
                        ExitCode.UNAVAILABLE,
                        "%s is not ready after %d s. %s"
                                .formatted(part.name(), patience.toSeconds(), endOfLog(part.name())));
            }
            words.look(now);
            pause();
        }
    }

    private CliException ended(Part part) {
        return new CliException(
                ExitCode.UNAVAILABLE, "%s ended while it started. %s".formatted(part.name(), endOfLog(part.name())));
    }

    private static boolean isReady(Part part, ProcessIdentity process) {
        return Listening.isAt(part.ports(), process.pid()) && part.readiness().isReady();
    }

    /** Stops a part and everything in its session: by its signal, after ten seconds by force. False if it did not run. */
    boolean stop(String part, String signal) {
        return stop(part, signal, () -> {});
    }

    /** @param stillWaiting told every few seconds that it still runs */
    boolean stop(String part, String signal, Runnable stillWaiting) {
        Optional<PidFile> running = find(part);
        running.ifPresent(file -> stop(part, file.process(), signal, stillWaiting));
        return running.isPresent();
    }

    private void stop(String part, ProcessIdentity process, String signal, Runnable stillWaiting) {
        Signals.send(signal, process);
        if (!awaitEnd(process, stopGrace, stillWaiting)) {
            Signals.sendToSession("KILL", process);
            if (!awaitEnd(process, KILL_GRACE, stillWaiting)) {
                throw new CliException(ExitCode.FAILED, "%s (pid %d) cannot be stopped".formatted(part, process.pid()));
            }
        }
        Signals.sendToRestOfSession("KILL", process);
    }

    private static boolean awaitEnd(ProcessIdentity process, Duration patience, Runnable stillWaiting) {
        long start = System.nanoTime();
        StillWaiting words = new StillWaiting(stillWaiting);
        while (process.isAlive()) {
            long now = System.nanoTime();
            if (now - start > patience.toNanos()) {
                return false;
            }
            words.look(now);
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted", e);
        }
    }

    /** The log file of a part that starts; a long one is put aside first, and one of those is kept. */
    private File freshLog(String part) {
        Path log = home.log(part);
        try {
            if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
                Files.move(log, log.resolveSibling(part + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            return log.toFile();
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, "cannot write " + log + ": " + e, e);
        }
    }

    private String endOfLog(String part) {
        Path log = home.log(part);
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - 15), lines.size());
            return "The end of %s:%n%s".formatted(log, String.join(System.lineSeparator(), last));
        } catch (IOException e) {
            return "Its log " + log + " cannot be read: " + e.getMessage();
        }
    }
}
