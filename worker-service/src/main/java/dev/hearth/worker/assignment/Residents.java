package dev.hearth.worker.assignment;

import dev.hearth.worker.runner.Runner;
import dev.hearth.worker.runner.RunnerConfig;
import dev.hearth.worker.runner.RunnerKey;
import dev.hearth.worker.runner.RunnerState;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The warm runners of one worker: they stay between calls, until they are told to go. Guarded by the worker's lock. */
final class Residents {
    private final WorkerOffer offer;
    private final Reports reports;
    private final RunnerConfig config;
    private final Map<RunnerKey, Resident> residents = new HashMap<>();
    /** Runners that end as soon as they are idle. */
    private final Set<Runner> leaving = new HashSet<>();

    Residents(WorkerOffer offer, Reports reports, RunnerConfig config) {
        this.offer = offer;
        this.reports = reports;
        this.config = config;
    }

    /** A runner that lives here, and when its start began. */
    private record Resident(Runner runner, RunnerLink link, Duration coldStart, long memoryBytes) {}

    Stream<Runner> all() {
        return residents.values().stream().map(Resident::runner);
    }

    List<RunnerNews> news() {
        return residents.values().stream()
                .map(resident ->
                        newsOf(resident.runner.key(), RunnerNews.Phase.WARM, resident.memoryBytes, resident.coldStart))
                .toList();
    }

    /** The runner that may be called now; null if there is none. */
    @Nullable
    Runner idle(RunnerKey key) {
        Resident resident = residents.get(key);
        return resident != null && resident.runner.isIdle() ? resident.runner : null;
    }

    /** A process was started that may come to live here. */
    void starting(Runner runner) {
        reports.runnerChanged(newsOf(runner.key(), RunnerNews.Phase.STARTING, 0, Duration.ZERO));
    }

    void add(Runner runner, RunnerLink link, Duration coldStart, long memoryBytes) {
        Resident replaced = residents.put(runner.key(), new Resident(runner, link, coldStart, memoryBytes));
        if (replaced != null) {
            replaced.runner.kill();
        }
        reports.runnerChanged(newsOf(runner.key(), RunnerNews.Phase.WARM, memoryBytes, coldStart));
    }

    /** Of a runner that takes no call any more. */
    void remove(Runner runner) {
        residents.remove(runner.key());
        runner.kill();
    }

    /** The process of a runner, of whatever state, has ended. */
    void gone(Runner runner) {
        Resident resident = residents.get(runner.key());
        leaving.remove(runner);
        if (resident != null && resident.runner != runner) {
            return; // another one has its place, and is not gone
        }
        residents.remove(runner.key());
        reports.runnerChanged(newsOf(runner.key(), RunnerNews.Phase.GONE, 0, Duration.ZERO));
    }

    /**
     * Ends a runner once it is idle: its call may have been told to have ended while what that leaves behind is still cleared
     * away. Answers the runner's end; none if there is no such runner.
     */
    Stream<CompletableFuture<Void>> unload(RunnerKey key) {
        Resident resident = residents.get(key);
        if (resident == null) {
            return Stream.of();
        }
        if (resident.runner.isIdle()) {
            unload(resident.runner);
        } else {
            leaving.add(resident.runner);
        }
        return Stream.of(resident.link.gone());
    }

    /** Those of sessions stay for as long as their sessions do. */
    void unloadIdleForTooLong(long nowNanos) {
        for (Resident resident : List.copyOf(residents.values())) {
            if (!resident.runner.key().isOfSession()
                    && resident.runner.state() instanceof RunnerState.Idle idle
                    && nowNanos - idle.sinceNanos() > config.idleLimit().toNanos()) {
                unload(resident.runner);
            }
        }
    }

    /** A call has left a runner fit for the next. */
    void becomeIdle(Runner runner) {
        runner.becomeIdle();
        if (leaving.remove(runner)) {
            unload(runner);
        }
    }

    /** What a runner holds now, if that is so much more that the leader must know. */
    void measured(Runner runner, long memoryBytes) {
        Resident resident = residents.get(runner.key());
        if (resident == null || resident.runner != runner || memoryBytes <= resident.memoryBytes / 8 * 9) {
            return;
        }
        residents.put(runner.key(), new Resident(runner, resident.link, resident.coldStart, memoryBytes));
        reports.runnerChanged(newsOf(runner.key(), RunnerNews.Phase.WARM, memoryBytes, Duration.ZERO));
    }

    private void unload(Runner runner) {
        runner.unload(config.unloadGrace().toMillis());
    }

    private RunnerNews newsOf(RunnerKey key, RunnerNews.Phase phase, long ramBytes, Duration coldStart) {
        return new RunnerNews(offer.id(), key, phase, ramBytes, coldStart);
    }
}
