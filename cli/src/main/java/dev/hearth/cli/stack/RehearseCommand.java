package dev.hearth.cli.stack;

import dev.hearth.cli.connection.AppVerbs;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Brings a stack of its own up, calls it, and takes it down, in a folder of its own, so that each JVM records its start-up
 * cache.
 */
@Command(name = "rehearse", hidden = true, description = "Records the start-up caches of a new build.")
final class RehearseCommand implements Callable<Integer> {
    /** A JVM that has recorded writes its cache before it ends, which takes seconds on an idle machine. */
    private static final Duration TIME_TO_WRITE = Duration.ofMinutes(3);

    private static final Duration TIME_TO_START = Duration.ofMinutes(1);

    private final Console console;
    private final Function<Connection, AppVerbs> apps;

    @Option(names = "--kafka-only", description = "When no service was built anew.")
    private boolean kafkaOnly;

    RehearseCommand(Console console, Function<Connection, AppVerbs> apps) {
        this.console = console;
        this.apps = apps;
    }

    @Override
    public Integer call() throws IOException {
        long start = System.nanoTime();
        Path folder = Files.createTempDirectory("hearth-rehearsal-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        StackHome home = StackHome.at(folder.resolve("home"));
        Supervisor supervisor = new Supervisor(home, TIME_TO_WRITE);
        home.prepare();
        try {
            console.progress("Recording start-up caches: starts a stack of its own once per build (a minute or two)");
            start(LocalStack.in(home, new StartupCache(true)), supervisor);
        } catch (CliException e) {
            console.progress("  without: " + e.getMessage());
        } finally {
            console.progress("Stopping it; each part writes its cache");
            new StackStop(supervisor, console).run();
            delete(folder);
        }
        long kept = Stream.concat(
                        Stream.of(StartupCache.keepRecorded(Repository.built("cli"), KafkaPart.CACHE)),
                        LocalStack.SERVICES.stream()
                                .map(service -> StartupCache.keepRecorded(
                                        Repository.built(service + "-service"), ServiceParts.CACHE)))
                .filter(Boolean::booleanValue)
                .count();
        console.progress("Recorded %d of them in %s"
                .formatted(kept, Console.seconds(Duration.ofNanos(System.nanoTime() - start))));
        return ExitCode.OK.number();
    }

    private void start(LocalStack stack, Supervisor supervisor) {
        if (kafkaOnly) {
            Part kafka = stack.kafka();
            console.progress(kafka.name(), "starts");
            supervisor.awaitReady(
                    kafka,
                    supervisor.start(kafka),
                    TIME_TO_START,
                    () -> console.progress(kafka.name(), "still starting …"));
        } else {
            new StackStart(stack, supervisor, console).run();
            console.progress("Calling it, so that what calls need is in the caches");
            new RehearsedCalls(apps.apply(stack.connection())).run();
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
