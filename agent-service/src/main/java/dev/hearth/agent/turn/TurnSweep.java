package dev.hearth.agent.turn;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Keeps the loop going: leases, turns nobody owns, waits that ended. Each runs at most once at a time. */
@ApplicationScoped
class TurnSweep {
    private static final Logger LOG = Logger.getLogger(TurnSweep.class);
    private static final Duration RELEASE_WITHIN = Duration.ofSeconds(4);
    private static final int REMOVE_EVERY = 300;
    private static final int PARENTS_EVERY = 10;
    private static final int OLDER_EVERY = 60;
    /** Longer than processes of an older version are there beside this one. */
    private static final Duration UPGRADE = Duration.ofHours(1);

    private final Turns turns;
    private final Waits waits;
    private final ParentTurns parents;
    private final DeletedChats deleted;
    private final Notices notices;
    private final Vertx vertx;
    private final TurnConfig config;

    TurnSweep(
            Turns turns,
            Waits waits,
            ParentTurns parents,
            DeletedChats deleted,
            Notices notices,
            Vertx vertx,
            TurnConfig config) {
        this.turns = turns;
        this.waits = waits;
        this.parents = parents;
        this.deleted = deleted;
        this.notices = notices;
        this.vertx = vertx;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        notices.subscribe(this::heard);
        every(config.renewEvery(), turns::renew);
        if (config.sweeps()) {
            every(config.sweepEvery(), this::sweep);
            every(config.sweepEvery().multipliedBy(PARENTS_EVERY), parents::wakeWhatIsLeft);
            every(config.sweepEvery().multipliedBy(REMOVE_EVERY), this::removeWhatIsOld);
            long upgrade = every(config.sweepEvery().multipliedBy(OLDER_EVERY), waits::markOlder);
            vertx.setTimer(UPGRADE.toMillis(), _ -> vertx.cancelTimer(upgrade));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        turns.drain().await().atMost(RELEASE_WITHIN);
    }

    /** All that is looked for from time to time. */
    Uni<Void> sweep() {
        return turns.takeWhatIsLeft()
                .chain(_ -> waits.expire())
                .chain(_ -> waits.freeChats())
                .replaceWithVoid();
    }

    private Uni<Void> removeWhatIsOld() {
        return waits.dropOldKeys().chain(_ -> deleted.remove());
    }

    private void heard(Notice notice) {
        switch (notice) {
            case Notice.TurnChanged(var turn) -> turns.heard(turn);
            case Notice.WorkLeft _ ->
                turns.takeWhatIsLeft()
                        .subscribe()
                        .with(_ -> {}, failure -> LOG.warnf("no turn was taken: reason=%s", failure.toString()));
            case Notice.ChatChanged _, Notice.ProcessThere _ -> {
                // For watchers, and for who sends notices.
            }
        }
    }

    private long every(Duration period, Supplier<Uni<Void>> work) {
        AtomicBoolean running = new AtomicBoolean();
        AtomicBoolean failing = new AtomicBoolean();
        return vertx.setPeriodic(period.toMillis(), _ -> {
            if (running.compareAndSet(false, true)) {
                Uni.createFrom()
                        .deferred(work::get)
                        .onTermination()
                        .invoke(() -> running.set(false))
                        .subscribe()
                        .with(_ -> failing.set(false), failure -> {
                            if (failing.compareAndSet(false, true)) {
                                LOG.warnf("a sweep failed and is tried on: reason=%s", failure.toString());
                            }
                        });
            }
        });
    }
}
