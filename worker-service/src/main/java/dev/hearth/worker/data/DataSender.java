package dev.hearth.worker.data;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.EngineDataMessage;
import dev.hearth.proto.v1.LogChunk;
import dev.hearth.proto.v1.LogType;
import dev.hearth.proto.v1.PartialOutput;
import io.grpc.stub.StreamObserver;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends logs and partial outputs over the data stream, never more bytes than the leader granted. What does not fit waits in
 * its attempt's outlet, which is bounded: a log by its limit, partial outputs by there being one. Any thread; one lock.
 */
@Singleton
public class DataSender {
    /** Attempts that have ended and could not be sent yet. Beyond it the oldest are forgotten. */
    private static final int MAX_CLOSED = 256;

    private final DataConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Outlet> waiting = new LinkedHashSet<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("engine-data-timer").factory());
    private @Nullable StreamObserver<EngineDataMessage> stream;
    private long creditBytes;
    private @Nullable Long timerNanos;

    public DataSender(DataConfig config) {
        this.config = config;
    }

    /** The outlet of an attempt. */
    public Outlet open(TaskId taskId, int attempt) {
        return new Outlet(this, taskId, attempt, config.logKeptBytes());
    }

    /** A new stream; it starts without credit. */
    public void attach(StreamObserver<EngineDataMessage> newStream) {
        lock.lock();
        try {
            stream = newStream;
            creditBytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /** The stream has ended; a later one is not touched. */
    public void detach(StreamObserver<EngineDataMessage> oldStream) {
        lock.lock();
        try {
            if (oldStream.equals(stream)) {
                stream = null;
                creditBytes = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The leader takes so many bytes more on this stream. */
    public void grant(StreamObserver<EngineDataMessage> onStream, long bytes) {
        lock.lock();
        try {
            if (onStream.equals(stream)) {
                creditBytes += bytes;
                sendAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void offerLog(Outlet outlet, LogStage stage, Instant at, String lines) {
        lock.lock();
        try {
            if (!outlet.closed) {
                outlet.log.append(stage, at, lines);
                waiting.add(outlet);
                send(outlet);
                setTimer();
            }
        } finally {
            lock.unlock();
        }
    }

    void offerPartial(Outlet outlet, Outlet.Partial partial) {
        lock.lock();
        try {
            if (!outlet.closed && partial.output().size() <= config.partialMaxBytes()) {
                outlet.partial = partial;
                waiting.add(outlet);
                send(outlet);
                setTimer();
            }
        } finally {
            lock.unlock();
        }
    }

    long close(Outlet outlet) {
        lock.lock();
        try {
            outlet.log.end(Instant.now());
            outlet.closed = true;
            long last = outlet.logSequence + outlet.log.chunksLeft(config.logChunkBytes());
            if (waiting.contains(outlet) || outlet.log.oldest() != null) {
                waiting.add(outlet);
                send(outlet);
                forgetOldest();
            }
            return last;
        } finally {
            lock.unlock();
        }
    }

    private void forgetOldest() {
        if (waiting.size() > MAX_CLOSED) {
            waiting.stream().filter(outlet -> outlet.closed).findFirst().ifPresent(waiting::remove);
        }
    }

    private void sendAll() {
        for (Outlet outlet : new ArrayList<>(waiting)) {
            send(outlet);
        }
        setTimer();
    }

    private void send(Outlet outlet) {
        sendPartial(outlet);
        sendLog(outlet);
        if (outlet.partial == null && outlet.log.oldest() == null) {
            waiting.remove(outlet);
        }
    }

    private void sendPartial(Outlet outlet) {
        Outlet.Partial partial = outlet.partial;
        long now = System.nanoTime();
        if (partial == null
                || (!outlet.closed && outlet.nextPartialNanos != null && outlet.nextPartialNanos - now > 0)) {
            return;
        }
        boolean sent = trySend(messageOf(outlet)
                .setOutput(PartialOutput.newBuilder()
                        .setAttempt(outlet.attempt)
                        .setSequence(partial.sequence())
                        .setOutput(partial.output()))
                .build());
        if (sent) {
            outlet.partial = null;
            outlet.nextPartialNanos = now + config.partialEvery().toNanos();
        }
    }

    private void sendLog(Outlet outlet) {
        while (isLogDue(outlet)) {
            AttemptLog.Lines chunk = outlet.log.next(config.logChunkBytes());
            if (chunk == null
                    || !trySend(messageOf(outlet).setLog(chunkOf(outlet, chunk)).build())) {
                return;
            }
            outlet.logSequence++;
            outlet.log.passedOn(chunk);
        }
    }

    private boolean isLogDue(Outlet outlet) {
        Instant oldest = outlet.log.oldest();
        return oldest != null
                && (outlet.closed
                        || outlet.log.hasFullChunk(config.logChunkBytes())
                        || !Instant.now().isBefore(oldest.plus(config.logDelay())));
    }

    private boolean trySend(EngineDataMessage message) {
        if (stream == null || message.getSerializedSize() > creditBytes) {
            return false;
        }
        creditBytes -= message.getSerializedSize();
        stream.onNext(message);
        return true;
    }

    private void setTimer() {
        if (stream == null || waiting.isEmpty()) {
            return;
        }
        long due = nextDueNanos();
        if (timerNanos == null || due - timerNanos < 0) {
            timerNanos = due;
            var _ = timer.schedule(this::onTimer, Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    /** What is due already waits for credit, not for time. */
    private long nextDueNanos() {
        long now = System.nanoTime();
        long next = now + config.logDelay().toNanos();
        for (Outlet outlet : waiting) {
            Long due = outlet.partial == null ? null : outlet.nextPartialNanos;
            if (due != null && due - now > 0) {
                next = Math.min(next, due);
            }
        }
        return next;
    }

    private void onTimer() {
        lock.lock();
        try {
            timerNanos = null;
            sendAll();
        } finally {
            lock.unlock();
        }
    }

    private static EngineDataMessage.Builder messageOf(Outlet outlet) {
        return EngineDataMessage.newBuilder().setTaskId(outlet.taskId.value()).setAttempt(outlet.attempt);
    }

    private static LogChunk chunkOf(Outlet outlet, AttemptLog.Lines lines) {
        Instant at = lines.at();
        return LogChunk.newBuilder()
                .setType(typeOf(lines.stage()))
                .setAt(Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()))
                .setContentBytes(ByteString.copyFromUtf8(lines.content()))
                .setAttempt(outlet.attempt)
                .setSequence(outlet.logSequence + 1)
                .build();
    }

    private static LogType typeOf(LogStage stage) {
        return switch (stage) {
            case BUILD -> LogType.LOG_TYPE_BUILD;
            case RUN -> LogType.LOG_TYPE_RUN;
            case SERVE -> LogType.LOG_TYPE_SERVE;
            case SETUP -> LogType.LOG_TYPE_SETUP;
            case TASK -> LogType.LOG_TYPE_TASK;
        };
    }

    /** Attempts with something left to send; for tests and metrics. */
    public List<TaskId> waitingTasks() {
        lock.lock();
        try {
            return waiting.stream().map(outlet -> outlet.taskId).toList();
        } finally {
            lock.unlock();
        }
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }
}
