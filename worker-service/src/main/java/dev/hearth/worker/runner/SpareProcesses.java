package dev.hearth.worker.runner;

import dev.hearth.worker.environment.BuildFailedException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;

/**
 * Processes that were started ahead of their app: after a cold start, the next one of the same team and environment finds the
 * jail made and Python and pydantic loaded, which is nearly all that a cold start takes. Each serves one app and no other
 * afterwards, and no code of an app has run in it before. Any thread may call.
 */
@Singleton
public class SpareProcesses {
    private static final Logger LOG = Logger.getLogger(SpareProcesses.class);

    private final RunnerConfig config;
    private final RunnerProcesses processes;
    /** Oldest first; guarded by itself. */
    private final LinkedHashMap<ProcessNeeds, CompletableFuture<RunnerProcess>> spares = new LinkedHashMap<>();

    public SpareProcesses(RunnerConfig config, RunnerProcesses processes) {
        this.config = config;
        this.processes = processes;
    }

    /** One that meets these needs, for good; waits for one that is being started, since a fresh one would take longer. */
    Optional<RunnerProcess> take(ProcessNeeds needs) throws InterruptedException {
        CompletableFuture<RunnerProcess> spare;
        synchronized (spares) {
            spare = spares.remove(needs);
        }
        if (spare == null) {
            return Optional.empty();
        }
        try {
            RunnerProcess process = spare.get();
            if (process.process().isAlive()) {
                return Optional.of(process);
            }
            process.discard();
        } catch (ExecutionException e) {
            LOG.debugf(e, "no spare process: a fresh one says why");
        } catch (InterruptedException e) {
            discard(spare);
            throw e;
        }
        return Optional.empty();
    }

    /** Starts one for these needs, unless it is there or none are wanted. Does not wait. */
    void prepare(ProcessNeeds needs) {
        CompletableFuture<RunnerProcess> spare = new CompletableFuture<>();
        List<CompletableFuture<RunnerProcess>> tooMany = new ArrayList<>();
        synchronized (spares) {
            if (config.spares() <= 0 || spares.putIfAbsent(needs, spare) != null) {
                return;
            }
            while (spares.size() > config.spares()) {
                tooMany.add(spares.pollFirstEntry().getValue());
            }
        }
        tooMany.forEach(SpareProcesses::discard);
        Thread.ofVirtual().name("spare-process").start(() -> start(needs, spare));
    }

    private void start(ProcessNeeds needs, CompletableFuture<RunnerProcess> spare) {
        try {
            spare.complete(processes.start(needs, Map.of()));
            Thread.sleep(config.spareLimit());
        } catch (IOException
                | BuildFailedException
                | RunnerLauncher.NotStartedException
                | InterruptedException
                | RuntimeException e) {
            spare.completeExceptionally(e);
        }
        boolean isUnused;
        synchronized (spares) {
            isUnused = spares.remove(needs, spare);
        }
        if (isUnused) {
            discard(spare);
        }
    }

    private static void discard(CompletableFuture<RunnerProcess> spare) {
        var _ = spare.thenAcceptAsync(
                RunnerProcess::discard, task -> Thread.ofVirtual().start(task));
    }

    @PreDestroy
    void stop() {
        List<CompletableFuture<RunnerProcess>> all;
        synchronized (spares) {
            all = List.copyOf(spares.values());
            spares.clear();
        }
        for (CompletableFuture<RunnerProcess> spare : all) {
            var _ = spare.thenAccept(process -> process.process().kill());
        }
    }
}
