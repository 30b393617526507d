package dev.hearth.worker.assignment;

import com.google.protobuf.ByteString;
import dev.hearth.errors.TaskErrorCode;
import dev.hearth.worker.data.Outlet;
import dev.hearth.worker.runner.Runner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** One attempt at a task, from its assignment to its result. Guarded by its worker's lock, but for the outlet. */
final class Attempt {
    private final TaskOrder order;
    private final Outlet outlet;
    private final List<Step> steps = new ArrayList<>(4);
    private final ConcurrentMap<String, String> ownFiles = new ConcurrentHashMap<>();
    private List<CompletableFuture<Void>> makingRoom = List.of();
    private AttemptState state = new AttemptState.Waiting();
    private @Nullable Stop stop;
    private @Nullable Long killAtNanos;
    private long runningSinceNanos;
    private boolean wasCalledBefore;
    private ByteString lastPartial = ByteString.EMPTY;

    Attempt(TaskOrder order, Outlet outlet) {
        this.order = order;
        this.outlet = outlet;
    }

    /** Why an attempt is to end before its time. */
    enum Stop {
        CANCELLED,
        OVERDUE,
        /** Its result would be refused: nothing is reported. */
        ABANDONED
    }

    TaskOrder order() {
        return order;
    }

    Outlet outlet() {
        return outlet;
    }

    /** Input files that are our own, by the URL the app knows them under. For any thread. */
    ConcurrentMap<String, String> ownFiles() {
        return ownFiles;
    }

    /** Runners that were told to go so that this attempt's fits. */
    void makingRoom(List<CompletableFuture<Void>> leaving) {
        makingRoom = List.copyOf(leaving);
    }

    List<CompletableFuture<Void>> makingRoom() {
        return makingRoom;
    }

    AttemptState state() {
        return state;
    }

    void become(AttemptState next) {
        state = next;
    }

    boolean isStarted() {
        return !(state instanceof AttemptState.Waiting);
    }

    boolean isFinished() {
        return state instanceof AttemptState.Finished;
    }

    /** The runner that works for this attempt. */
    @Nullable
    Runner runner() {
        return switch (state) {
            case AttemptState.Loading loading -> loading.runner();
            case AttemptState.Calling calling -> calling.runner();
            case AttemptState.Waiting _, AttemptState.Preparing _, AttemptState.Finished _ -> null;
        };
    }

    HeldStatus status() {
        return steps.isEmpty() ? HeldStatus.DISPATCHED : steps.getLast().status();
    }

    List<Step> steps() {
        return steps;
    }

    /** Notes a step that lies behind all before; null if it was reached already. */
    @Nullable
    Step reach(HeldStatus status) {
        if (isFinished() || status.compareTo(status()) <= 0) {
            return null;
        }
        Step step = new Step(status, Instant.now());
        steps.add(step);
        if (status == HeldStatus.RUNNING) {
            runningSinceNanos = System.nanoTime();
        }
        return step;
    }

    boolean isRunning() {
        return status() == HeldStatus.RUNNING || status() == HeldStatus.UPLOADING;
    }

    boolean isOverdue(long nowNanos) {
        return stop == null
                && isRunning()
                && nowNanos - runningSinceNanos - order.runLimit().toNanos() > 0;
    }

    @Nullable
    Stop stop() {
        return stop;
    }

    /**
     * Ends it before its time: a call is told and has the grace, anything else ends at once. A cancel replaces nothing, an
     * abandoned attempt stays one, and a shorter grace wins.
     */
    void stop(Stop reason, Duration grace) {
        boolean isFirst = stop == null;
        stop(reason, System.nanoTime() + grace.toNanos());
        if (isFirst && state instanceof AttemptState.Calling calling) {
            calling.runner().cancel(order.taskId());
        }
        if (grace.isZero() || !(state instanceof AttemptState.Calling)) {
            state.endNow();
        }
    }

    private void stop(Stop reason, long killAt) {
        stop = stop == null || reason == Stop.ABANDONED ? reason : stop;
        killAtNanos = killAtNanos == null || killAt - killAtNanos < 0 ? killAt : killAtNanos;
    }

    boolean isToBeKilled(long nowNanos) {
        return killAtNanos != null && nowNanos - killAtNanos >= 0;
    }

    /** Whether a call that never began may be tried on a fresh runner: true once. */
    boolean maySwitchRunner() {
        boolean may = !wasCalledBefore && !isRunning() && stop == null;
        wasCalledBefore = true;
        return may;
    }

    void partial(ByteString output) {
        lastPartial = output;
    }

    ByteString lastPartial() {
        return lastPartial;
    }

    /** What is reported when it was told to stop, whatever the app still said; else what happened. */
    TaskOutcome outcomeOr(TaskOutcome happened) {
        return switch (stop) {
            case null -> happened;
            case CANCELLED, ABANDONED -> new TaskOutcome.Cancelled(lastPartial);
            case OVERDUE ->
                new TaskOutcome.Failed(
                        TaskErrorCode.TIMEOUT,
                        "the call ran longer than its limit of %d s"
                                .formatted(order.runLimit().toSeconds()),
                        lastPartial);
        };
    }
}
