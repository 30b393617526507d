package dev.hearth.worker.control;

import dev.hearth.proto.v1.EngineCommand;
import dev.hearth.proto.v1.EngineControlGrpc;
import dev.hearth.proto.v1.EngineDataCredit;
import dev.hearth.proto.v1.EngineDataGrpc;
import dev.hearth.proto.v1.EngineDataMessage;
import dev.hearth.proto.v1.EngineHeartbeat;
import dev.hearth.proto.v1.EngineMessage;
import dev.hearth.proto.v1.ResultSettled;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.Welcome;
import dev.hearth.worker.data.DataSender;
import dev.hearth.worker.lease.EngineLease;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one scheduler, from Hello to its end. Commands come on the network thread; heartbeats go out on one of their
 * own, and when one stays without an answer for too long the connection counts as broken.
 */
final class Connection implements ControlOutbound.Stream {
    private static final Logger LOG = Logger.getLogger(Connection.class);
    private static final Duration REPORT_LIMIT = Duration.ofSeconds(30);
    /** A heartbeat without an answer for this part of the lease: time is left to find another leader within it. */
    private static final int PARTS_OF_LEASE = 3;

    private final ManagedChannel channel;
    private final Parts parts;
    private final long helloSentNanos = System.nanoTime();
    private final CompletableFuture<Welcome> welcomed = new CompletableFuture<>();
    private final CompletableFuture<Throwable> ended = new CompletableFuture<>();
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("engine-heartbeat").factory());
    private final Map<Long, Long> heartbeatsSentNanos = new ConcurrentHashMap<>();
    private final AtomicLong heartbeat = new AtomicLong();
    private final StreamObserver<EngineMessage> messages;
    private volatile @Nullable StreamObserver<EngineDataMessage> dataMessages;
    private volatile Duration lease = Duration.ZERO;

    Connection(ManagedChannel channel, Parts parts) {
        this.channel = channel;
        this.parts = parts;
        this.messages = EngineControlGrpc.newStub(channel).connect(new Commands());
    }

    /** What a connection works on. */
    record Parts(
            EpochGate epoch,
            EngineLease lease,
            CommandHandler commands,
            ControlOutbound outbound,
            ResultKeeper results,
            DataSender data,
            Runnable onDrain) {}

    @Override
    public StreamObserver<EngineMessage> messages() {
        return messages;
    }

    /** Completes when the leader took the engine in. */
    CompletableFuture<Welcome> welcomed() {
        return welcomed;
    }

    /** Completes with why the connection ended. */
    CompletableFuture<Throwable> ended() {
        return ended;
    }

    @Override
    public void reportLarge(TaskResult result) {
        EngineControlGrpc.newStub(channel)
                .withDeadlineAfter(REPORT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .reportResult(result, new StreamObserver<>() {
                    @Override
                    public void onNext(ResultSettled settled) {
                        parts.results.settled(settled.getTaskId(), settled.getAttempt());
                    }

                    @Override
                    public void onError(Throwable failure) {
                        LOG.debugf(failure, "result not taken, reported again: taskId=%s", result.getTaskId());
                        if (!ended.isDone()) {
                            var _ = heart.schedule(() -> reportAgain(result), 1, TimeUnit.SECONDS);
                        }
                    }

                    @Override
                    public void onCompleted() {}
                });
    }

    private void reportAgain(TaskResult result) {
        if (!ended.isDone() && parts.results.isKept(result.getTaskId(), result.getAttempt())) {
            reportLarge(result);
        }
    }

    /** Ends the connection; ending it again changes nothing. */
    void end(Throwable why) {
        if (!ended.complete(why)) {
            return;
        }
        parts.outbound.close(this);
        StreamObserver<EngineDataMessage> data = dataMessages;
        if (data != null) {
            parts.data.detach(data);
        }
        welcomed.completeExceptionally(why);
        heart.shutdownNow();
        channel.shutdownNow();
    }

    private void onCommand(EngineCommand command) {
        if (!parts.epoch.isToBeObeyed(command.getEpoch())) {
            LOG.warnf("ignored, its epoch %d is over: %s", command.getEpoch(), command.getCommandCase());
            return;
        }
        switch (command.getCommandCase()) {
            case WELCOME -> onWelcome(command.getWelcome());
            case HEARTBEAT_ACK -> onAcknowledged(command.getHeartbeatAck().getSequence());
            case DRAIN -> parts.onDrain.run();
            default -> parts.commands.handle(command);
        }
    }

    private void onWelcome(Welcome welcome) {
        lease = Duration.ofMillis(welcome.getLeaseMilliseconds());
        parts.lease.renew(helloSentNanos, lease);
        openData();
        long pause = Math.max(1, welcome.getHeartbeatMilliseconds());
        var _ = heart.scheduleWithFixedDelay(this::beat, pause, pause, TimeUnit.MILLISECONDS);
        welcomed.complete(welcome);
    }

    private void beat() {
        long now = System.nanoTime();
        long patience = lease.toNanos() / PARTS_OF_LEASE;
        if (heartbeatsSentNanos.values().stream().anyMatch(sent -> now - sent >= patience)) {
            end(new IllegalStateException("a heartbeat stays without an answer"));
            return;
        }
        long sequence = heartbeat.incrementAndGet();
        heartbeatsSentNanos.put(sequence, System.nanoTime());
        parts.outbound.send(EngineMessage.newBuilder()
                .setHeartbeat(EngineHeartbeat.newBuilder().setSequence(sequence))
                .build());
    }

    private void onAcknowledged(long sequence) {
        Long sentNanos = heartbeatsSentNanos.remove(sequence);
        if (sentNanos != null) {
            parts.lease.renew(sentNanos, lease);
            heartbeatsSentNanos.keySet().removeIf(earlier -> earlier < sequence);
        }
    }

    private void openData() {
        EngineDataGrpc.newStub(channel).stream(new Credits());
    }

    private final class Commands implements StreamObserver<EngineCommand> {
        @Override
        public void onNext(EngineCommand command) {
            onCommand(command);
        }

        @Override
        public void onError(Throwable failure) {
            end(failure);
        }

        @Override
        public void onCompleted() {
            end(new IllegalStateException("the scheduler closed the stream"));
        }
    }

    private final class Credits implements ClientResponseObserver<EngineDataMessage, EngineDataCredit> {
        private @Nullable ClientCallStreamObserver<EngineDataMessage> data;

        @Override
        public void beforeStart(ClientCallStreamObserver<EngineDataMessage> opened) {
            data = opened;
            dataMessages = opened;
            parts.data.attach(opened);
        }

        @Override
        public void onNext(EngineDataCredit credit) {
            if (data != null) {
                parts.data.grant(data, credit.getBytes());
            }
        }

        @Override
        public void onError(Throwable failure) {
            end(failure);
        }

        @Override
        public void onCompleted() {
            end(new IllegalStateException("the scheduler closed the data stream"));
        }
    }
}
