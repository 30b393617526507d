package dev.hearth.worker.control;

import dev.hearth.proto.v1.EngineMessage;
import dev.hearth.proto.v1.RunnerReport;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.worker.assignment.Ended;
import dev.hearth.worker.assignment.HeldStatus;
import dev.hearth.worker.assignment.Reports;
import dev.hearth.worker.assignment.RunnerNews;
import dev.hearth.worker.assignment.Step;
import dev.hearth.worker.assignment.TaskOrder;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the engine says to the leader, in order. While there is no stream, results are kept and the rest is dropped: the next
 * Hello says it all. Any thread; one lock, under which nothing waits.
 */
@Singleton
public class ControlOutbound implements Reports {
    private static final Logger LOG = Logger.getLogger(ControlOutbound.class);

    /** Larger results go by a call of their own, so that they do not delay heartbeats. */
    static final int INLINE_RESULT_BYTES = 256 * 1024;

    private final ResultKeeper results;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Stream stream;
    /** What is said while a Hello is being put together; it follows the Hello. */
    private @Nullable List<EngineMessage> buffered;

    private final HeldProgress heldProgress = new HeldProgress();
    private final long holdNanos;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("engine-progress").factory());
    private boolean timerIsSet;
    private final MeterRegistry metrics;

    public ControlOutbound(ResultKeeper results, ControlConfig config, MeterRegistry metrics) {
        this.results = results;
        this.holdNanos = config.holdProgress().toNanos();
        this.metrics = metrics;
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }

    /** A stream to the leader, and the means to send it what is too large for a stream. */
    interface Stream {
        StreamObserver<EngineMessage> messages();

        void reportLarge(TaskResult result);
    }

    /** From now on everything said follows the Hello that is about to be put together. */
    void begin() {
        lock.lock();
        try {
            stream = null;
            buffered = new ArrayList<>();
        } finally {
            lock.unlock();
        }
    }

    /** Says Hello, then what was said meanwhile. */
    void open(Stream opened, EngineMessage hello) {
        lock.lock();
        try {
            opened.messages().onNext(hello);
            List<EngineMessage> missed = buffered == null ? List.of() : buffered;
            buffered = null;
            stream = opened;
            missed.forEach(opened.messages()::onNext);
        } finally {
            lock.unlock();
        }
    }

    /** The stream has ended; a later one is not touched. */
    void close(Stream closed) {
        lock.lock();
        try {
            if (closed.equals(stream)) {
                stream = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Says something, if there is anyone to say it to. */
    void send(EngineMessage message) {
        lock.lock();
        try {
            if (stream != null) {
                say(stream, message);
            } else if (buffered != null) {
                buffered.add(message);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A stream may have ended and not said so yet; what is lost with it, the next Hello tells. */
    private void say(Stream open, EngineMessage message) {
        try {
            open.messages().onNext(message);
        } catch (IllegalStateException e) {
            LOG.infof("a message met a stream to the scheduler that has ended: %s", e.getMessage());
            stream = null;
        }
    }

    /** Says a result until it is settled. */
    void report(TaskResult result) {
        results.keep(result);
        if (isInline(result)) {
            send(EngineMessage.newBuilder().setResult(result).build());
            return;
        }
        lock.lock();
        try {
            if (stream != null) {
                stream.reportLarge(result);
            }
        } finally {
            lock.unlock();
        }
    }

    static boolean isInline(TaskResult result) {
        return result.getOutput().size() + result.getErrorBytes().size() <= INLINE_RESULT_BYTES;
    }

    @Override
    public void progressed(TaskOrder order, Step step) {
        EngineMessage message = EngineMessage.newBuilder()
                .setProgress(ControlMapper.toProto(order, step))
                .build();
        lock.lock();
        try {
            if (step.status() == HeldStatus.RUNNING) {
                heldProgress.hold(order, message, System.nanoTime() + holdNanos);
                setTimer();
            } else {
                hurry(order);
                send(message);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void hurry(TaskOrder order) {
        lock.lock();
        try {
            EngineMessage held = heldProgress.take(order);
            if (held != null) {
                send(held);
            }
        } finally {
            lock.unlock();
        }
    }

    /** One timer for all, however many calls begin meanwhile. */
    private void setTimer() {
        if (!timerIsSet) {
            timerIsSet = true;
            var _ = timer.schedule(this::sayHeld, holdNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void sayHeld() {
        lock.lock();
        try {
            timerIsSet = false;
            heldProgress.takeDue(System.nanoTime()).forEach(this::send);
        } finally {
            if (!heldProgress.isEmpty()) {
                setTimer();
            }
            lock.unlock();
        }
    }

    private void forgetHeld(TaskOrder order) {
        lock.lock();
        try {
            var _ = heldProgress.take(order); // the result tells every step
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ended(Ended ended) {
        forgetHeld(ended.order());
        TaskResult result = ControlMapper.toProto(ended);
        report(result);
        metrics.counter("hearth.worker.attempts", "outcome", result.getOutcome().name(), "error", result.getErrorCode())
                .increment();
    }

    @Override
    public void runnerChanged(RunnerNews news) {
        if (news.phase() == RunnerNews.Phase.WARM) {
            metrics.timer("hearth.worker.cold.start").record(news.coldStart());
        }
        RunnerReport report = ControlMapper.toProto(news);
        send(EngineMessage.newBuilder().setRunner(report).build());
    }
}
