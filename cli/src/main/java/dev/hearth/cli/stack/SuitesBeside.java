package dev.hearth.cli.stack;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Suites that run one after the other, beside another one that has the terminal. What they print is kept in files, and shown
 * suite by suite when that one has ended.
 */
final class SuitesBeside {
    private static final long LOOK_MILLIS = 200;

    private final Path outputs;
    private final Console console;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

    /** @param outputs the folder for what the suites print; made if need be */
    SuitesBeside(Path outputs, Console console) throws IOException {
        this.outputs = Files.createDirectories(outputs);
        this.console = console;
    }

    /** A suite that runs or waits for those before it. */
    record Running(TestSuite suite, Path output, Future<Integer> exitCode) {}

    /** Runs a suite as soon as those before it have ended. */
    Running start(TestSuite suite) throws IOException {
        Path output = outputs.resolve(suite.name().replaceAll("[^a-z0-9]+", "-") + ".log");
        Files.deleteIfExists(output); // of an earlier run
        return new Running(
                suite,
                output,
                thread.submit(() -> Tool.runInto(output, suite.folder(), suite.environment(), suite.command())));
    }

    /** Shows what a suite has printed and goes on to print, up to its end; gives its exit code. */
    int show(Running running) {
        LogTail printed = new LogTail(running.output(), "", console);
        while (true) {
            boolean isOver = running.exitCode().isDone(); // asked first: then all that it printed is there
            printed.printNew();
            if (isOver) {
                return exitCodeOf(running);
            }
            waitShortlyFor(running.exitCode());
        }
    }

    private static void waitShortlyFor(Future<Integer> exitCode) {
        try {
            exitCode.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // looked at when it is over
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static int exitCodeOf(Running running) {
        try {
            return running.exitCode().get();
        } catch (ExecutionException e) {
            throw new CliException(
                    ExitCode.MISSING,
                    "cannot run the tests of %s: %s".formatted(running.suite().name(), e.getCause()),
                    e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static CliException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CliException(ExitCode.INTERRUPTED, "interrupted", cause);
    }
}
