package dev.hearth.worker.assignment;

import dev.hearth.ids.TaskId;
import dev.hearth.ids.WorkerId;
import dev.hearth.worker.EngineConfig;
import dev.hearth.worker.data.DataSender;
import dev.hearth.worker.lease.EngineLease;
import dev.hearth.worker.runner.RunnerConfig;
import dev.hearth.worker.runner.RunnerKey;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** All workers of the engine; commands find theirs here. Any thread, none of it waits. */
@Singleton
public class Workers {
    private static final Logger LOG = Logger.getLogger(Workers.class);
    private static final long TICK_MILLIS = 200;

    private final Map<WorkerId, Worker> workers = new LinkedHashMap<>();
    private final RunnerConfig config;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("engine-ticker").factory());

    public Workers(
            EngineConfig engine,
            EngineLease lease,
            Reports reports,
            DataSender data,
            Work work,
            RunnerConfig config,
            MeterRegistry metrics) {
        this.config = config;
        for (WorkerOffer offer : Capacity.of(engine)) {
            workers.put(offer.id(), new Worker(offer, lease, reports, data, work, config));
        }
        var _ = ticker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        metrics.gauge("hearth.worker.runners", this, all -> all.runners().size());
        metrics.gauge("hearth.worker.held", this, all -> all.held().size());
    }

    public List<WorkerOffer> offers() {
        return workers.values().stream().map(Worker::offer).toList();
    }

    /** Takes an order, or hands it back when its worker is none of ours. */
    public void assign(WorkerId workerId, TaskOrder order, List<RunnerKey> evicted) {
        Worker worker = workers.get(workerId);
        if (worker == null) {
            throw new IllegalArgumentException("no worker %s on this engine".formatted(workerId.value()));
        }
        worker.assign(order, evicted);
    }

    /** Whether the attempt was not started and never will be. */
    public boolean recall(TaskId task, int attempt) {
        return workers.values().stream().allMatch(worker -> worker.recall(task, attempt));
    }

    /** {@code grace} of zero: the default. */
    public void cancel(TaskId task, int attempt, boolean force, Duration grace) {
        Duration effective = grace.isZero() ? config.cancelGrace() : grace;
        each(worker -> worker.cancel(task, attempt, force, effective));
    }

    public void abandon(TaskId task, int attempt) {
        each(worker -> worker.abandon(task, attempt));
    }

    public void unload(WorkerId workerId, RunnerKey runner) {
        Worker worker = workers.get(workerId);
        if (worker != null) {
            worker.unload(runner);
        }
    }

    /** Takes nothing new and hands back what has not begun. */
    public void drain() {
        each(Worker::drain);
    }

    /** Ends all there is, without reports. */
    public void abandonAll() {
        each(Worker::abandonAll);
    }

    public boolean areEmpty() {
        return workers.values().stream().allMatch(Worker::isEmpty);
    }

    public List<HeldAttempt> held() {
        return workers.values().stream()
                .flatMap(worker -> worker.held().stream())
                .toList();
    }

    /** The warm runners. */
    public List<RunnerNews> runners() {
        return workers.values().stream()
                .flatMap(worker -> worker.runners().stream())
                .toList();
    }

    private void each(Consumer<Worker> command) {
        workers.values().forEach(command);
    }

    private void tick() {
        try {
            long now = System.nanoTime();
            each(worker -> worker.tick(now));
        } catch (RuntimeException e) {
            // Thrown on, it would stop the ticker for good.
            LOG.error("the ticker failed", e);
        }
    }

    @PreDestroy
    void stop() {
        ticker.shutdownNow();
        abandonAll();
    }
}
