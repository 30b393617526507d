package dev.hearth.worker.control;

import dev.hearth.errors.GrpcErrors;
import dev.hearth.proto.v1.EngineDraining;
import dev.hearth.proto.v1.EngineMessage;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.worker.assignment.Workers;
import dev.hearth.worker.data.DataSender;
import dev.hearth.worker.lease.EngineLease;
import dev.hearth.worker.peers.Peers;
import io.grpc.Status;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the engine connected to whoever leads: tries each address in turn, follows a standby's hint, says Hello again after every
 * break. Runs on a thread of its own.
 */
@Singleton
public class SchedulerLink {
    private static final Logger LOG = Logger.getLogger(SchedulerLink.class);

    private final ControlConfig config;
    private final Peers peers;
    private final HelloWriter hello;
    private final Workers workers;
    private final Connection.Parts parts;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Connection connection;
    private volatile boolean draining;
    private volatile boolean stopped;
    private volatile String state = "not started";
    private volatile Runnable onDrainCommand = () -> {};

    public SchedulerLink(
            ControlConfig config,
            Peers peers,
            HelloWriter hello,
            Workers workers,
            CommandHandler commands,
            ControlOutbound outbound,
            ResultKeeper results,
            DataSender data,
            EngineLease lease,
            EpochGate epoch) {
        this.config = config;
        this.peers = peers;
        this.hello = hello;
        this.workers = workers;
        this.parts = new Connection.Parts(epoch, lease, commands, outbound, results, data, () -> onDrainCommand.run());
    }

    /** Begins to connect. */
    public void start(Runnable whenToldToDrain) {
        onDrainCommand = whenToldToDrain;
        thread = Thread.ofPlatform().daemon().name("engine-link").start(this::keepConnected);
    }

    /** How things stand, in words. */
    public String state() {
        return state;
    }

    public boolean isConnected() {
        Connection now = connection;
        return now != null && now.welcomed().isDone() && !now.ended().isDone();
    }

    /** Whether it is connected or still trying. */
    public boolean isAlive() {
        Thread now = thread;
        return now != null && now.isAlive();
    }

    /** Tells the leader, and hands back what has not begun. */
    public void drain() {
        draining = true;
        parts.outbound()
                .send(EngineMessage.newBuilder()
                        .setDraining(EngineDraining.getDefaultInstance())
                        .build());
        workers.drain();
    }

    /** Ends the connection for good. */
    public void stop() {
        stopped = true;
        Connection now = connection;
        if (now != null) {
            parts.outbound().close(now);
            now.messages().onCompleted();
            now.end(new IllegalStateException("the engine stops"));
        }
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    private void keepConnected() {
        int next = 0;
        Duration pause = config.firstPause();
        @Nullable String hint = null;
        try {
            while (!stopped) {
                String address = hint != null
                        ? hint
                        : config.schedulerAddresses()
                                .get(next++ % config.schedulerAddresses().size());
                boolean wasHint = hint != null;
                Tried tried = connectOnce(address);
                hint = wasHint ? null : tried.leader;
                if (tried.welcomed) {
                    pause = config.firstPause();
                }
                if (hint == null && !stopped) {
                    Thread.sleep(pause);
                    pause = shorter(pause.multipliedBy(2), config.longestPause());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("link stopped");
        }
    }

    /** How a try ended. */
    private record Tried(boolean welcomed, @Nullable String leader) {}

    private Tried connectOnce(String address) throws InterruptedException {
        state = "connecting to " + address;
        parts.outbound().begin();
        Connection tried = new Connection(peers.open(address), parts);
        connection = tried;
        HelloWriter.Hello first = hello.write(draining);
        parts.outbound().open(tried, first.message());
        boolean welcomed = awaitWelcome(tried);
        if (welcomed) {
            state = "connected to " + address;
            LOG.infof("connected to the scheduler: address=%s", address);
            for (TaskResult result : first.results()) {
                parts.outbound().report(result);
            }
        }
        Throwable why = tried.ended().join();
        Optional<String> leader = GrpcErrors.leaderOf(why);
        String reason = reasonOf(why);
        state = "not connected: %s: %s".formatted(address, reason);
        if (welcomed && !stopped) {
            LOG.warnf("connection to the scheduler lost: address=%s, why=%s", address, reason);
        } else {
            LOG.debugf("no scheduler at %s: %s", address, reason);
        }
        return new Tried(welcomed, leader.orElse(null));
    }

    private boolean awaitWelcome(Connection tried) throws InterruptedException {
        try {
            tried.welcomed().get(config.welcomeLimit().toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            tried.end(new IllegalStateException("no welcome within " + config.welcomeLimit()));
            return false;
        } catch (ExecutionException e) {
            return false;
        }
    }

    private static String reasonOf(Throwable why) {
        Status status = Status.fromThrowable(why);
        if (status.getCode() == Status.Code.UNKNOWN) {
            return String.valueOf(why.getMessage());
        }
        Throwable cause = status.getCause();
        String detail = cause == null || cause.getMessage() == null ? status.getDescription() : cause.getMessage();
        return status.getCode() + (detail == null ? "" : ": " + detail);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
