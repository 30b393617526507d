package dev.hearth.cli.stack;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.embedded.PostgresCluster;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Brings the stack up: starts what does not run, replaces what runs from an older build, leaves the rest alone. What does
 * not depend on each other starts at the same time.
 */
final class StackStart {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final LocalStack stack;
    private final Supervisor supervisor;
    private final Console console;
    private final List<Part> startedNow = new ArrayList<>();
    private boolean undoing;

    StackStart(LocalStack stack, Supervisor supervisor, Console console) {
        this.stack = stack;
        this.supervisor = supervisor;
        this.console = console;
    }

    /** Returns when every part is ready. True if anything had to be started. */
    boolean run() {
        Part kafka = stack.kafka();
        List<Part> services = stack.services();
        requirePorts(kafka, services);
        Thread undo = new Thread(this::undo, "undo-start");
        Runtime.getRuntime().addShutdownHook(undo);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> starts = new ArrayList<>();
            starts.add(CompletableFuture.runAsync(() -> bringUp(kafka), threads));
            CompletableFuture<Void> database = CompletableFuture.runAsync(this::bringUpDatabase, threads);
            for (Part service : services) {
                starts.add(database.thenRunAsync(() -> bringUp(service), threads));
            }
            try {
                awaitAll(starts);
            } finally {
                threads.shutdownNow(); // after a failure nobody waits for the others
            }
        } finally {
            removeHook(undo); // what was started stays, also after a failure: the next up goes on from there
        }
        synchronized (startedNow) {
            return !startedNow.isEmpty();
        }
    }

    /** Before anything is changed: a door that somebody else has would only show in a log otherwise. */
    private void requirePorts(Part kafka, List<Part> services) {
        supervisor.requirePorts("postgres", List.of(stack.ports().of(Port.POSTGRES)));
        supervisor.requirePorts(kafka.name(), kafka.ports());
        services.forEach(service -> supervisor.requirePorts(service.name(), service.ports()));
    }

    private void bringUpDatabase() {
        PostgresCluster cluster = stack.makeCluster();
        if (supervisor.find("postgres").isEmpty()) {
            cluster.forgetDeadServer();
        }
        bringUp(stack.postgres(cluster));
        try {
            stack.provisionDatabases();
        } catch (SQLException e) {
            throw new CliException(
                    ExitCode.UNAVAILABLE, "cannot prepare the services' databases: " + e.getMessage(), e);
        }
    }

    private void bringUp(Part part) {
        Optional<PidFile> running = supervisor.find(part.name());
        if (running.isPresent() && running.get().version().equals(part.version())) {
            supervisor.awaitReady(part, running.get().process(), PATIENCE, () -> sayWaiting(part));
            console.progress(
                    part.name(),
                    "runs already (pid %d)".formatted(running.get().process().pid()));
            return;
        }
        if (running.isPresent()) {
            console.progress(part.name(), "restarts: it ran from another build or with other settings");
            supervisor.stop(part.name(), part.stopSignal());
        }
        long start = System.nanoTime();
        ProcessIdentity process = startUnlessInterrupted(part);
        supervisor.awaitReady(part, process, PATIENCE, () -> sayWaiting(part));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        console.progress(
                part.name(),
                "ready after %s (port %d, pid %d)"
                        .formatted(Console.seconds(took), part.ports().getFirst(), process.pid()));
    }

    /** Starting and the decision to undo exclude each other, so that no process is missed. */
    private ProcessIdentity startUnlessInterrupted(Part part) {
        synchronized (startedNow) {
            if (undoing) {
                throw interrupted();
            }
            startedNow.add(part);
            return supervisor.start(part);
        }
    }

    private boolean isInterrupted() {
        synchronized (startedNow) {
            return undoing;
        }
    }

    private static CliException interrupted() {
        return new CliException(ExitCode.INTERRUPTED, "interrupted");
    }

    private void sayWaiting(Part part) {
        console.progress(part.name(), "still starting …");
    }

    /** On Ctrl-C: what this command has started goes again, what ran before stays. */
    private void undo() {
        List<Part> parts;
        synchronized (startedNow) {
            undoing = true;
            parts = List.copyOf(startedNow);
        }
        if (!parts.isEmpty()) {
            console.progress("interrupted: stopping what was started");
            parts.reversed().forEach(part -> supervisor.stop(part.name(), part.stopSignal()));
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is stopping, and the hook is at work
        }
    }

    /** Ends with the first failure. */
    private void awaitAll(List<CompletableFuture<Void>> starts) {
        CompletableFuture<Void> failure = new CompletableFuture<>();
        for (CompletableFuture<Void> start : starts) {
            start.exceptionally(cause -> {
                failure.completeExceptionally(cause);
                return null;
            });
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(starts.toArray(CompletableFuture<?>[]::new));
        try {
            CompletableFuture.anyOf(all, failure).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CliException expected) {
                throw isInterrupted() ? interrupted() : expected; // what is being stopped fails to start
            }
            throw e;
        }
    }
}
