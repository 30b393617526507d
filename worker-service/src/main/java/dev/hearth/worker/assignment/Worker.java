package dev.hearth.worker.assignment;

import com.google.protobuf.ByteString;
import dev.hearth.ids.TaskId;
import dev.hearth.worker.data.DataSender;
import dev.hearth.worker.data.LogStage;
import dev.hearth.worker.jail.Excess;
import dev.hearth.worker.jail.JailedProcess.ProcessEnd;
import dev.hearth.worker.lease.EngineLease;
import dev.hearth.worker.runner.Runner;
import dev.hearth.worker.runner.RunnerConfig;
import dev.hearth.worker.runner.RunnerKey;
import dev.hearth.worker.runner.RunnerMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One slot of the engine: runs one attempt at a time, keeps runners that may serve again, and holds attempts that wait for their
 * turn. Everything here is guarded by one lock; commands come on the network thread, messages on runners' threads, time on the
 * engine's ticker. Nothing waits under the lock.
 */
final class Worker {
    private static final Logger LOG = Logger.getLogger(Worker.class);

    private final WorkerOffer offer;
    private final EngineLease lease;
    private final Reports reports;
    private final DataSender data;
    private final Attempts attempts;
    private final Residents residents;
    private final Preparation preparation;
    private final CallMessages messages;
    private final RunnerConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean draining;

    Worker(WorkerOffer offer, EngineLease lease, Reports reports, DataSender data, Work work, RunnerConfig config) {
        this.offer = offer;
        this.lease = lease;
        this.reports = reports;
        this.data = data;
        this.config = config;
        this.attempts = new Attempts(offer, reports);
        this.residents = new Residents(offer, reports, config);
        this.preparation = new Preparation(this, work);
        this.messages = new CallMessages(this, reports, work);
    }

    WorkerOffer offer() {
        return offer;
    }

    // Commands

    void assign(TaskOrder order, List<RunnerKey> evicted) {
        guarded(() -> {
            if (attempts.knows(order)) {
                return;
            }
            Attempt attempt = new Attempt(order, data.open(order.taskId(), order.attempt()));
            attempt.makingRoom(evicted.stream().flatMap(residents::unload).toList());
            attempts.add(attempt);
            if (draining || !lease.isHeld()) {
                attempts.handBackWaiting();
            }
            pump();
        });
    }

    /** Whether the attempt was not started and never will be. */
    boolean recall(TaskId task, int attempt) {
        return asked(() -> !attempts.removeWaiting(task, attempt).isEmpty() || attempts.current(task, attempt) == null);
    }

    void cancel(TaskId task, int attempt, boolean force, Duration grace) {
        guarded(() -> {
            attempts.removeWaiting(task, attempt)
                    .forEach(each -> attempts.finish(each, new TaskOutcome.Cancelled(ByteString.EMPTY)));
            Attempt current = attempts.current(task, attempt);
            if (current != null) {
                current.stop(Attempt.Stop.CANCELLED, force ? Duration.ZERO : grace);
            }
        });
    }

    void abandon(TaskId task, int attempt) {
        guarded(() -> {
            var _ = attempts.removeWaiting(task, attempt);
            Attempt current = attempts.current(task, attempt);
            if (current != null) {
                current.stop(Attempt.Stop.ABANDONED, Duration.ZERO);
            }
        });
    }

    /** Ends a runner once it is idle. */
    void unload(RunnerKey key) {
        guarded(() -> {
            var _ = residents.unload(key);
        });
    }

    /** Takes nothing new and hands back what has not begun. */
    void drain() {
        guarded(() -> {
            draining = true;
            attempts.handBackWaiting();
        });
    }

    /** Ends everything at once, without a report: the leader hears that the engine is gone. */
    void abandonAll() {
        guarded(() -> {
            Attempt current = attempts.current();
            if (current != null) {
                current.stop(Attempt.Stop.ABANDONED, Duration.ZERO);
            }
            residents.all().forEach(Runner::kill);
        });
    }

    boolean isEmpty() {
        return asked(attempts::areNone);
    }

    List<HeldAttempt> held() {
        return asked(attempts::held);
    }

    List<RunnerNews> runners() {
        return asked(residents::news);
    }

    /** What time brings: overdue calls, graces that end, runners idle for too long, a lease that ended. */
    void tick(long nowNanos) {
        // Else a fork bomb would go on until its call's limit, or until its idle runner ends.
        asked(this::liveRunners).stream()
                .filter(runner -> runner.excessNowAndThen() != Excess.NONE)
                .forEach(Runner::kill);
        guarded(() -> {
            Attempt now = attempts.current();
            if (now != null && now.isOverdue(nowNanos)) {
                now.stop(Attempt.Stop.OVERDUE, config.cancelGrace());
            } else if (now != null && now.isToBeKilled(nowNanos)) {
                now.state().endNow();
            }
            residents.unloadIdleForTooLong(nowNanos);
            if (!lease.isHeld()) {
                attempts.handBackWaiting();
            }
        });
    }

    // What runners say

    void onMessage(Runner runner, RunnerMessage message) {
        messages.onMessage(runner, asked(() -> attempts.of(runner)), message);
    }

    void onLines(Runner runner, LogStage stage, String lines) {
        Attempt attempt = asked(() -> attempts.of(runner));
        if (attempt != null) {
            attempt.outlet().log(stage, lines);
        }
    }

    void onExit(Runner runner, ProcessEnd end) {
        guarded(() -> {
            residents.gone(runner);
            Attempt attempt = attempts.current();
            if (attempt == null
                    || !(attempt.state() instanceof AttemptState.Calling calling)
                    || calling.runner() != runner) {
                return;
            }
            boolean hadDiedBefore = !runner.wasKilled() && attempt.maySwitchRunner();
            if (hadDiedBefore && !runner.key().isOfSession()) {
                preparation.startCold(attempt); // it had died while it was idle, and nobody had noticed
                return;
            }
            boolean isLost = hadDiedBefore && attempt.order().needsItsRunner();
            attempts.finish(
                    attempt,
                    isLost ? Crash.ofSession(runner.key()) : Crash.whileCalled(runner, end, attempt.lastPartial()));
            attempts.free(attempt);
            pump();
        });
    }

    void reach(Attempt attempt, HeldStatus status) {
        guarded(() -> {
            Step step = attempt.reach(status);
            if (step != null) {
                reports.progressed(attempt.order(), step);
            }
        });
    }

    /** A process for this attempt is there; from now on a cancel ends it. */
    void loading(Attempt attempt, Runner runner) {
        guarded(() -> {
            attempt.become(new AttemptState.Loading(Thread.currentThread(), runner));
            residents.starting(runner);
            if (attempt.stop() != null) {
                runner.kill();
            }
        });
    }

    void partial(Attempt attempt, ByteString output) {
        guarded(() -> attempt.partial(output));
    }

    /** Reports an attempt's end, while what it leaves behind is still there. */
    void tell(Attempt attempt, TaskOutcome outcome) {
        guarded(() -> attempts.finish(attempt, outcome));
    }

    /** The runner has no call any more: it waits for the next, or goes. */
    void leave(Runner runner, Attempt attempt, boolean isClean) {
        guarded(() -> {
            if (isClean) {
                residents.becomeIdle(runner);
            }
            attempts.free(attempt);
            pump();
        });
    }

    void measured(Runner runner, long memoryBytes) {
        guarded(() -> residents.measured(runner, memoryBytes));
    }

    /** The runner that this attempt was waiting for. */
    void becameWarm(Attempt attempt, Runner runner, RunnerLink link, Duration coldStart) {
        long memory = runner.memoryBytes();
        guarded(() -> {
            if (attempt.stop() != null) {
                runner.kill();
                attempts.finish(attempt, new TaskOutcome.Cancelled(ByteString.EMPTY));
                attempts.free(attempt);
                pump();
                return;
            }
            residents.add(runner, link, coldStart, memory);
            call(attempt, runner);
        });
    }

    /** An attempt has ended without a call. */
    void release(Attempt attempt, TaskOutcome outcome) {
        guarded(() -> {
            attempts.finish(attempt, outcome);
            attempts.free(attempt);
            pump();
        });
    }

    // The inside; all of it under the lock

    private void pump() {
        while (attempts.haveNext()) {
            if (!lease.isHeld()) {
                attempts.handBackWaiting();
                return;
            }
            Attempt next = attempts.begin();
            Runner warm = residents.idle(next.order().runner());
            if (next.order().kind() == TaskOrder.Kind.BUILD) {
                preparation.build(next);
            } else if (warm != null) {
                call(next, warm);
            } else if (next.order().needsItsRunner()) {
                attempts.finish(next, Crash.ofSession(next.order().runner()));
                attempts.free(next);
            } else {
                preparation.startCold(next);
            }
        }
    }

    private void call(Attempt attempt, Runner runner) {
        attempt.become(new AttemptState.Calling(runner));
        TaskOrder order = attempt.order();
        try {
            runner.call(
                    order.taskId(),
                    order.attempt(),
                    order.function(),
                    ColdStart.metadataOf(order, offer),
                    order.input().duplicate());
        } catch (IOException e) {
            LOG.debugf(e, "a warm runner had died: %s", runner.key());
            residents.remove(runner);
            if (runner.key().isOfSession()) {
                attempts.finish(attempt, Crash.ofSession(runner.key()));
                attempts.free(attempt);
            } else {
                preparation.startCold(attempt);
            }
        }
    }

    private List<Runner> liveRunners() {
        Attempt current = attempts.current();
        return Stream.concat(residents.all(), Stream.ofNullable(current == null ? null : current.runner()))
                .distinct()
                .toList();
    }

    private void guarded(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> T asked(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }
}
