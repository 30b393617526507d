package dev.hearth.scheduler.leader;

import dev.hearth.errors.GrpcErrors;
import dev.hearth.ids.SessionId;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.scheduler.engine.EngineConfig;
import dev.hearth.scheduler.relay.EventRelay;
import dev.hearth.scheduler.session.Session;
import dev.hearth.scheduler.session.SessionPage;
import dev.hearth.scheduler.storage.LeaseRow;
import dev.hearth.scheduler.storage.StoreConfig;
import dev.hearth.scheduler.storage.WriterConnection;
import dev.hearth.scheduler.task.TaskView;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Whether this replica leads. A standby looks for the end of the lease row and takes it; the leader renews it and stops
 * trusting it before it can have ended. All state is changed on the leader's thread, one event loop of its own; {@link
 * #lead} and {@link #standing} may be called from anywhere.
 */
@ApplicationScoped
public class Leadership {
    private static final Logger LOG = Logger.getLogger(Leadership.class);
    private static final long TICK_MILLIS = 20;
    private static final long RELEASE_SECONDS = 3;

    private final Vertx vertx;
    private final Pool pool;
    private final LeaderConfig config;
    private final ReignFactory factory;
    private final EventRelay relay;
    private final LeaderTime time;
    private final LeaseRow lease;
    private final WriterConnection connections;
    private final Pool duties;
    private final Context thread;
    private final Schedule schedule;
    private volatile Standing standing = new Standing.Standby("");
    private boolean campaigning;
    private boolean stopped;

    Leadership(
            Vertx vertx,
            Pool pool,
            LeaderConfig config,
            StoreConfig store,
            EngineConfig engines,
            TaskConfig tasks,
            LeaderTime time,
            ReignFactory factory,
            EventRelay relay) {
        this.vertx = vertx;
        this.pool = pool;
        this.config = config;
        this.factory = factory;
        this.relay = relay;
        this.time = time;
        this.lease = new LeaseRow(config.pool());
        this.connections = new WriterConnection(vertx, store);
        this.duties = connections.duties();
        this.thread = vertx.getOrCreateContext();
        this.schedule = new Schedule(
                engines.sweepEvery().toMillis(),
                tasks.storeStreamsEvery().toMillis(),
                store.retentionEvery().toMillis());
    }

    private record Schedule(long sweep, long streams, long retention) {}

    /** Where this replica stands. */
    public sealed interface Standing {
        /** Another one leads, or nobody; the address is empty when unknown. */
        record Standby(String leaderAddress) implements Standing {}

        /** This one leads. */
        record Leading(Reign reign, List<Long> timers, long trustEndsNanos) implements Standing {
            Leading trustedUntil(long nanos) {
                return new Leading(reign, timers, nanos);
            }
        }
    }

    public Standing standing() {
        return standing;
    }

    void start(@Observes StartupEvent event) {
        if (config.campaigns()) {
            thread.runOnContext(ignored -> {
                campaign();
                vertx.setPeriodic(config.campaignEvery().toMillis(), tick -> campaign());
                vertx.setPeriodic(config.renewEvery().toMillis(), tick -> renew());
            });
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        Promise<Void> done = Promise.promise();
        thread.runOnContext(ignored -> {
            stopped = true;
            release().eventually(() -> duties.close()).onComplete(done);
        });
        try {
            done.future().toCompletionStage().toCompletableFuture().get(RELEASE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warnf("the lease was not released and ends by itself: %s", e.toString());
        }
    }

    /**
     * Does something as the leader, on the leader's thread.
     *
     * @return what it gives; fails with {@code NOT_LEADER} and the leader's address on a standby
     */
    public <T> Future<T> lead(Function<Reign, Future<T>> work) {
        Promise<T> promise = Promise.promise();
        thread.runOnContext(ignored -> {
            Standing now = standing;
            switch (now) {
                case Standing.Leading leading -> {
                    try {
                        work.apply(leading.reign()).onComplete(promise);
                    } catch (RuntimeException e) {
                        // A caller's error or a bug: either way it is this call's answer, and the leader goes on.
                        promise.fail(e);
                    }
                }
                case Standing.Standby standby -> promise.fail(GrpcErrors.notLeader(standby.leaderAddress()));
            }
        });
        return promise.future();
    }

    /** Does something as the leader if this replica leads, else nothing. */
    public void ifLeading(Consumer<Reign> work) {
        thread.runOnContext(ignored -> {
            if (standing instanceof Standing.Leading leading) {
                work.accept(leading.reign());
            }
        });
    }

    /** A task as the tables hold it: what a standby answers. */
    public Future<TaskView> findStored(TaskId id, Optional<TeamId> team) {
        return TaskArchive.find(pool, id, team);
    }

    /** A session as the tables hold it. */
    public Future<Session> findStoredSession(SessionId id, TeamId team) {
        return new StoredSessions(pool).require(id, team);
    }

    /** A team's sessions as the tables hold them. */
    public Future<SessionPage> listStoredSessions(SessionPage.Query query) {
        return new StoredSessions(pool).list(query);
    }

    private void campaign() {
        if (stopped || campaigning || standing instanceof Standing.Leading) {
            return;
        }
        campaigning = true;
        lease.read(duties)
                .compose(holder -> {
                    standing = new Standing.Standby(
                            holder.map(LeaseRow.Holder::address).orElse(""));
                    return holder.isPresent() && !holder.get().ended() ? Future.succeededFuture() : take(holder);
                })
                .onComplete(done -> {
                    campaigning = false;
                    if (done.failed()) {
                        LOG.warnf("cannot campaign for pool %s: %s", config.pool(), done.cause());
                    }
                });
    }

    private Future<Void> take(Optional<LeaseRow.Holder> before) {
        return connections.open().compose(connection -> {
            return lease.take(
                            connection,
                            config.advertised() + "#" + ProcessHandle.current().pid(),
                            config.advertised(),
                            config.lease(),
                            before)
                    .compose(epoch -> epoch.isEmpty() ? connection.close() : begin(connection, epoch.get()))
                    .onFailure(ignored -> connection.close());
        });
    }

    private Future<Void> begin(PgConnection connection, long epoch) {
        ReignFactory.Won won = new ReignFactory.Won(epoch, connection, connections, duties, lease, thread, time);
        // Reading back may take longer than the lease lasts.
        long renewing = vertx.setPeriodic(
                config.renewEvery().toMillis(),
                tick -> lease.renew(duties, epoch, config.lease())
                        .onFailure(failure -> LOG.warnf("cannot renew the lease: %s", failure)));
        return factory.start(won, reason -> stepDown(epoch, reason))
                .compose(reign -> {
                    long askedAt = time.nanoTime();
                    return lease.renew(connection, epoch, config.lease()).compose(ours -> {
                        if (!ours) {
                            return Future.failedFuture(new IllegalStateException("lost the lease while reading back"));
                        }
                        standing = new Standing.Leading(reign, timers(reign), trustFrom(askedAt));
                        relay.start();
                        return Future.<Void>succeededFuture();
                    });
                })
                .onComplete(ignored -> vertx.cancelTimer(renewing));
    }

    private long trustFrom(long askedAt) {
        return askedAt + config.lease().minus(config.trustMargin()).toNanos();
    }

    private List<Long> timers(Reign reign) {
        List<Long> timers = new ArrayList<>();
        timers.add(vertx.setPeriodic(TICK_MILLIS, tick -> tick(reign)));
        timers.add(vertx.setPeriodic(schedule.streams(), tick -> reign.flushStreams()));
        timers.add(vertx.setPeriodic(schedule.sweep(), tick -> reign.sweep()));
        timers.add(vertx.setPeriodic(
                schedule.retention(),
                tick -> factory.keepHouse(time).onFailure(failure -> LOG.errorf(failure, "retention failed"))));
        return timers;
    }

    private void renew() {
        if (!(standing instanceof Standing.Leading leading)) {
            return;
        }
        long askedAt = time.nanoTime();
        long epoch = leading.reign().epoch();
        lease.renew(duties, epoch, config.lease()).onComplete(done -> {
            if (!(standing instanceof Standing.Leading now) || now.reign().epoch() != epoch) {
                return;
            }
            if (done.succeeded() && done.result()) {
                standing = now.trustedUntil(trustFrom(askedAt));
            } else if (done.succeeded()) {
                stepDown(epoch, new IllegalStateException("another replica took the lease"));
            } else {
                LOG.warnf("cannot renew the lease: %s", done.cause());
            }
        });
    }

    /** Trust first: a reign whose lease may have ended decides nothing more. */
    private void tick(Reign reign) {
        checkTrust();
        if (standing instanceof Standing.Leading leading && leading.reign() == reign) {
            reign.tick();
        }
    }

    private void checkTrust() {
        if (standing instanceof Standing.Leading leading && time.nanoTime() - leading.trustEndsNanos() >= 0) {
            stepDown(leading.reign().epoch(), new IllegalStateException("the lease could not be renewed in time"));
        }
    }

    private void stepDown(long epoch, Throwable reason) {
        if (standing instanceof Standing.Leading leading && leading.reign().epoch() == epoch) {
            LOG.warnf("stepping down: epoch=%d reason=%s", epoch, reason);
            end(leading, reason);
        }
    }

    private Future<Void> release() {
        if (!(standing instanceof Standing.Leading leading)) {
            return Future.succeededFuture();
        }
        end(leading, new IllegalStateException("the scheduler is stopping"));
        return lease.release(duties, leading.reign().epoch());
    }

    private void end(Standing.Leading leading, Throwable reason) {
        standing = new Standing.Standby("");
        leading.timers().forEach(vertx::cancelTimer);
        relay.stop();
        LOG.debugf("epoch %d ends: %s", leading.reign().epoch(), reason);
        leading.reign().end(GrpcErrors.notLeader(""));
    }
}
