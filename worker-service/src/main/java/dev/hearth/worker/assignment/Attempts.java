package dev.hearth.worker.assignment;

import dev.hearth.ids.TaskId;
import dev.hearth.worker.runner.Runner;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The attempts that one worker holds: the one at work, and those that wait for their turn. Guarded by the worker's lock. */
final class Attempts {
    private final WorkerOffer offer;
    private final Reports reports;
    private final Deque<Attempt> waiting = new ArrayDeque<>();
    private @Nullable Attempt current;

    Attempts(WorkerOffer offer, Reports reports) {
        this.offer = offer;
        this.reports = reports;
    }

    /** Whether the order is held already; an older attempt of the same task gives way. */
    boolean knows(TaskOrder order) {
        for (Attempt each : all().toList()) {
            if (each.order().taskId().equals(order.taskId())) {
                if (each.order().attempt() >= order.attempt()) {
                    return true;
                }
                waiting.remove(each);
                if (each == current) {
                    each.stop(Attempt.Stop.ABANDONED, Duration.ZERO);
                }
            }
        }
        return false;
    }

    void add(Attempt attempt) {
        waiting.add(attempt);
    }

    /** The one at work. */
    @Nullable
    Attempt current() {
        return current;
    }

    /** The one at work, if it is this. */
    @Nullable
    Attempt current(TaskId task, int number) {
        return current != null && isOf(current, task, number) ? current : null;
    }

    /** The one that this runner works for. */
    @Nullable
    Attempt of(Runner runner) {
        return current != null && current.runner() == runner ? current : null;
    }

    boolean areNone() {
        return current == null && waiting.isEmpty();
    }

    boolean haveNext() {
        return current == null && !waiting.isEmpty();
    }

    /** The first of those that wait, which is now at work; there must be one. */
    Attempt begin() {
        Attempt next = waiting.removeFirst();
        current = next;
        return next;
    }

    /** It is at work no longer. */
    void free(Attempt attempt) {
        if (current == attempt) {
            current = null;
        }
    }

    /** Those that no longer wait, without a report. */
    List<Attempt> removeWaiting(TaskId task, int number) {
        List<Attempt> found =
                waiting.stream().filter(each -> isOf(each, task, number)).toList();
        waiting.removeAll(found);
        return found;
    }

    /** Whoever waits was not started. */
    void handBackWaiting() {
        while (!waiting.isEmpty()) {
            finish(waiting.removeFirst(), new TaskOutcome.Returned());
        }
    }

    /** Reports an end, once. */
    void finish(Attempt attempt, TaskOutcome outcome) {
        if (attempt.isFinished()) {
            return;
        }
        boolean isStarted = attempt.isStarted();
        attempt.become(new AttemptState.Finished());
        long lastLog = attempt.outlet().close();
        if (attempt.stop() != Attempt.Stop.ABANDONED) {
            reports.ended(new Ended(attempt.order(), attempt.outcomeOr(outcome), attempt.steps(), isStarted, lastLog));
        }
    }

    List<HeldAttempt> held() {
        List<HeldAttempt> held = new ArrayList<>();
        if (current != null && !current.isFinished()) {
            held.add(heldOf(current));
        }
        waiting.forEach(attempt -> held.add(heldOf(attempt)));
        return held;
    }

    private Stream<Attempt> all() {
        return Stream.concat(waiting.stream(), Stream.ofNullable(current));
    }

    private HeldAttempt heldOf(Attempt attempt) {
        TaskOrder order = attempt.order();
        return new HeldAttempt(order.taskId(), order.attempt(), offer.id(), attempt.status(), attempt.isStarted());
    }

    private static boolean isOf(Attempt attempt, TaskId task, int number) {
        return attempt.order().taskId().equals(task) && attempt.order().attempt() == number;
    }
}
