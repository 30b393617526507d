package dev.hearth.worker.control;

import dev.hearth.worker.EngineConfig;
import dev.hearth.worker.assignment.Workers;
import dev.hearth.worker.environment.BaseEnvironment;
import dev.hearth.worker.environment.Environments;
import dev.hearth.worker.runner.RunnerLauncher;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** The engine's start and its end: told to stop, it takes nothing new, finishes what it can within its grace, and leaves. */
@Singleton
public class EngineLife {
    private static final Logger LOG = Logger.getLogger(EngineLife.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final EngineConfig engine;
    private final ControlConfig config;
    private final SchedulerLink link;
    private final Workers workers;
    private final ResultKeeper results;
    private final Environments environments;
    private final BaseEnvironment base;
    private final RunnerLauncher launcher;

    public EngineLife(
            EngineConfig engine,
            ControlConfig config,
            SchedulerLink link,
            Workers workers,
            ResultKeeper results,
            Environments environments,
            BaseEnvironment base,
            RunnerLauncher launcher) {
        this.engine = engine;
        this.config = config;
        this.link = link;
        this.workers = workers;
        this.results = results;
        this.environments = environments;
        this.base = base;
        this.launcher = launcher;
    }

    void onStart(@Observes StartupEvent event) throws IOException {
        launcher.removeLeftOvers();
        environments.removeUnfinished();
        base.buildInBackground();
        link.start(() -> Thread.ofVirtual().name("engine-drain").start(this::drainAndLeave));
        LOG.infof(
                "engine started: engineId=%s, workers=%d",
                engine.id(), workers.offers().size());
    }

    /** Before the beans that do the work are destroyed. */
    void onStop(@Observes @Priority(1) ShutdownEvent event) {
        link.drain();
        if (!await(workers::areEmpty, engine.drainGrace())) {
            LOG.warn("tasks that did not end in time are given up; the scheduler runs them elsewhere");
        }
        await(results::isEmpty, config.settleLimit());
        link.stop();
        workers.abandonAll();
    }

    private void drainAndLeave() {
        link.drain();
        while (!workers.areEmpty() || !results.isEmpty()) {
            await(() -> workers.areEmpty() && results.isEmpty(), Duration.ofMinutes(1));
        }
        LOG.info("drained, as the scheduler asked; the engine ends");
        Quarkus.asyncExit();
    }

    private static boolean await(BooleanSupplier condition, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - end > 0) {
                    return false;
                }
                Thread.sleep(LOOK_EVERY);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return condition.getAsBoolean();
        }
    }
}
