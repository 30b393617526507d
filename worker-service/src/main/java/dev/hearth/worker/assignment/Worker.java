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
import dev.hearth.worker.runner.RunnerState;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
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
    private final Work work;
    private final RunnerConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Attempt> waiting = new ArrayDeque<>();
    private final Map<RunnerKey, Resident> residents = new HashMap<>();
    /** Runners that end as soon as they are idle. */
    private final Set<Runner> leaving = new HashSet<>();

    private @Nullable Attempt current;
    private boolean draining;

    Worker(WorkerOffer offer, EngineLease lease, Reports reports, DataSender data, Work work, RunnerConfig config) {
        this.offer = offer;
        this.lease = lease;
        this.reports = reports;
        this.data = data;
        this.work = work;
        this.config = config;
    }

    /** A runner that lives here, and when its start began. */
    private record Resident(Runner runner, RunnerLink link, Duration coldStart, long memoryBytes) {}

    WorkerOffer offer() {
        return offer;
    }

    // Commands

    void assign(TaskOrder order, List<RunnerKey> evicted) {
        guarded(() -> {
            if (drop(order)) {
                return;
            }
            Attempt attempt = new Attempt(order, data.open(order.taskId(), order.attempt()));
            attempt.makingRoom(evicted.stream().flatMap(this::unloadIdle).toList());
            waiting.add(attempt);
            if (draining || !lease.isHeld()) {
                handBackWaiting();
            }
            pump();
        });
    }

    /** Whether the attempt was not started and never will be. */
    boolean recall(TaskId task, int attempt) {
        lock.lock();
        try {
            return waiting.removeIf(each -> isOf(each, task, attempt)) || !isCurrent(task, attempt);
        } finally {
            lock.unlock();
        }
    }

    void cancel(TaskId task, int attempt, boolean force, Duration grace) {
        guarded(() -> {
            for (Attempt each : List.copyOf(waiting)) {
                if (isOf(each, task, attempt)) {
                    waiting.remove(each);
                    finish(each, new TaskOutcome.Cancelled(ByteString.EMPTY));
                }
            }
            if (current != null && isOf(current, task, attempt)) {
                stop(current, Attempt.Stop.CANCELLED, force ? Duration.ZERO : grace);
            }
        });
    }

    void abandon(TaskId task, int attempt) {
        guarded(() -> {
            waiting.removeIf(each -> isOf(each, task, attempt));
            if (current != null && isOf(current, task, attempt)) {
                stop(current, Attempt.Stop.ABANDONED, Duration.ZERO);
            }
        });
    }

    /** Ends a runner once it is idle. */
    void unload(RunnerKey key) {
        guarded(() -> {
            Resident resident = residents.get(key);
            if (resident != null && !resident.runner.isIdle()) {
                leaving.add(resident.runner);
            } else {
                var _ = unloadIdle(key);
            }
        });
    }

    /** Takes nothing new and hands back what has not begun. */
    void drain() {
        guarded(() -> {
            draining = true;
            handBackWaiting();
        });
    }

    /** Ends everything at once, without a report: the leader hears that the engine is gone. */
    void abandonAll() {
        guarded(() -> {
            if (current != null) {
                stop(current, Attempt.Stop.ABANDONED, Duration.ZERO);
            }
            residents.values().forEach(resident -> resident.runner.kill());
        });
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return current == null && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    List<HeldAttempt> held() {
        lock.lock();
        try {
            List<HeldAttempt> held = new ArrayList<>();
            if (current != null && !current.isFinished()) {
                held.add(heldOf(current));
            }
            waiting.forEach(attempt -> held.add(heldOf(attempt)));
            return held;
        } finally {
            lock.unlock();
        }
    }

    List<RunnerNews> runners() {
        lock.lock();
        try {
            return residents.values().stream()
                    .map(resident -> newsOf(
                            resident.runner.key(), RunnerNews.Phase.WARM, resident.memoryBytes, resident.coldStart))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** What time brings: overdue calls, graces that end, runners idle for too long, a lease that ended. */
    void tick(long nowNanos) {
        // Else a fork bomb would go on until its call's limit, or until its idle runner ends.
        liveRunners().filter(runner -> runner.excess() != Excess.NONE).forEach(Runner::kill);
        guarded(() -> {
            Attempt now = current;
            if (now != null && now.isOverdue(nowNanos)) {
                stop(now, Attempt.Stop.OVERDUE, config.cancelGrace());
            } else if (now != null && now.isToBeKilled(nowNanos)) {
                killNow(now);
            }
            for (Resident resident : List.copyOf(residents.values())) {
                if (!resident.runner.key().isOfSession()
                        && resident.runner.state() instanceof RunnerState.Idle idle
                        && nowNanos - idle.sinceNanos() > config.idleLimit().toNanos()) {
                    resident.runner.unload(config.unloadGrace().toMillis());
                }
            }
            if (!waiting.isEmpty() && !lease.isHeld()) {
                handBackWaiting();
            }
        });
    }

    // What runners say

    void onMessage(Runner runner, RunnerMessage message) {
        Attempt attempt = attemptOf(runner);
        if (attempt == null) {
            LOG.debugf("runner speaks without a call: %s", message);
            return;
        }
        switch (message) {
            case RunnerMessage.Started _ -> reach(attempt, HeldStatus.RUNNING);
            case RunnerMessage.Partial partial -> onPartial(attempt, partial);
            case RunnerMessage.Uploading _ -> reach(attempt, HeldStatus.UPLOADING);
            case RunnerMessage.Result result -> onResult(runner, attempt, result);
            case RunnerMessage.Failed failed ->
                end(
                        runner,
                        attempt,
                        new TaskOutcome.Failed(
                                ColdStart.codeOf(failed.code()), failed.message(), lastPartialOf(failed.output())));
            case RunnerMessage.Cancelled cancelled ->
                end(runner, attempt, new TaskOutcome.Cancelled(lastPartialOf(cancelled.output())));
            case RunnerMessage.Log log -> attempt.outlet().log(LogStage.TASK, withLineFeed(log.content()));
            case RunnerMessage.Fetch fetch -> {
                reach(attempt, HeldStatus.PREPARING);
                work.exchange().fetch(runner, attempt, fetch);
            }
            case RunnerMessage.Upload upload -> work.exchange().upload(runner, attempt, upload);
            default -> LOG.debugf("not expected of a runner: %s", message);
        }
    }

    void onLines(Runner runner, LogStage stage, String lines) {
        Attempt attempt = attemptOf(runner);
        if (attempt != null) {
            attempt.outlet().log(stage, lines);
        }
    }

    void onExit(Runner runner, ProcessEnd end) {
        guarded(() -> {
            Resident resident = residents.get(runner.key());
            leaving.remove(runner);
            if (resident != null && resident.runner == runner) {
                residents.remove(runner.key());
            }
            reports.runnerChanged(newsOf(runner.key(), RunnerNews.Phase.GONE, 0, Duration.ZERO));
            Attempt attempt = current;
            if (attempt == null
                    || !(attempt.state() instanceof AttemptState.Calling calling)
                    || calling.runner() != runner) {
                return;
            }
            boolean hadDiedBefore = !runner.wasKilled() && attempt.maySwitchRunner();
            if (hadDiedBefore && !runner.key().isOfSession()) {
                startCold(attempt); // it had died while it was idle, and nobody had noticed
                return;
            }
            boolean isLost = hadDiedBefore && attempt.order().needsItsRunner();
            finish(
                    attempt,
                    isLost ? Crash.ofSession(runner.key()) : Crash.whileCalled(runner, end, attempt.lastPartial()));
            current = null;
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
            reports.runnerChanged(newsOf(runner.key(), RunnerNews.Phase.STARTING, 0, Duration.ZERO));
            if (attempt.stop() != null) {
                runner.kill();
            }
        });
    }

    // The inside; all of it under the lock

    private void pump() {
        while (current == null && !waiting.isEmpty()) {
            if (!lease.isHeld()) {
                handBackWaiting();
                return;
            }
            Attempt next = waiting.removeFirst();
            current = next;
            Resident warm = residents.get(next.order().runner());
            if (next.order().kind() == TaskOrder.Kind.BUILD) {
                startBuild(next);
            } else if (warm != null && warm.runner.isIdle()) {
                call(next, warm.runner);
            } else if (next.order().needsItsRunner()) {
                finish(next, Crash.ofSession(next.order().runner()));
                current = null;
            } else {
                startCold(next);
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
            residents.remove(runner.key());
            runner.kill();
            if (runner.key().isOfSession()) {
                finish(attempt, Crash.ofSession(runner.key()));
                current = null;
            } else {
                startCold(attempt);
            }
        }
    }

    private void startCold(Attempt attempt) {
        prepare(attempt, () -> {
            long start = System.nanoTime();
            RunnerLink link = new RunnerLink(this, attempt);
            Runner runner = work.coldStart().warmUp(this, attempt, link);
            becameWarm(attempt, runner, link, Duration.ofNanos(System.nanoTime() - start));
        });
    }

    private void startBuild(Attempt attempt) {
        prepare(attempt, () -> {
            reach(attempt, HeldStatus.PREPARING);
            long start = System.nanoTime();
            ByteString output =
                    work.builder().build(attempt.order(), attempt.outlet(), () -> reach(attempt, HeldStatus.RUNNING));
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            release(attempt, new TaskOutcome.Completed(output, time));
        });
    }

    /** What takes its time, on a thread that a cancel interrupts. */
    private interface Preparation {
        void run() throws TaskFailedException, InterruptedException;
    }

    private void prepare(Attempt attempt, Preparation preparation) {
        Thread thread = Thread.ofVirtual()
                .name("task-" + attempt.order().taskId().value())
                .unstarted(() -> {
                    try {
                        preparation.run();
                    } catch (TaskFailedException e) {
                        release(attempt, e.outcome());
                    } catch (InterruptedException e) {
                        release(attempt, new TaskOutcome.Cancelled(ByteString.EMPTY));
                    } catch (RuntimeException e) {
                        LOG.errorf(
                                e,
                                "a task could not be prepared: taskId=%s",
                                attempt.order().taskId());
                        release(attempt, TaskFailedException.broken().outcome());
                    }
                });
        attempt.become(new AttemptState.Preparing(thread));
        thread.start();
    }

    private void becameWarm(Attempt attempt, Runner runner, RunnerLink link, Duration coldStart) {
        link.release();
        long memory = runner.memoryBytes();
        guarded(() -> {
            if (attempt.stop() != null) {
                runner.kill();
                finish(attempt, new TaskOutcome.Cancelled(ByteString.EMPTY));
                current = null;
                pump();
                return;
            }
            Resident replaced = residents.put(runner.key(), new Resident(runner, link, coldStart, memory));
            if (replaced != null) {
                replaced.runner.kill();
            }
            reports.runnerChanged(newsOf(runner.key(), RunnerNews.Phase.WARM, memory, coldStart));
            call(attempt, runner);
        });
    }

    /** A call's end, on the runner's thread: told first, then cleared away, then the next call. */
    private void end(Runner runner, Attempt attempt, TaskOutcome outcome) {
        runner.settleOutput();
        TaskOutcome told = Crash.causeOf(runner, outcome);
        guarded(() -> finish(attempt, told));
        boolean isClean = false;
        try {
            isClean = clearAway(runner, told);
        } finally { // whatever an app left behind, the next task has its turn
            leave(runner, attempt, isClean);
        }
        if (isClean && runner.key().isOfSession()) {
            measureAgain(runner);
        }
    }

    /** A session's runner cannot be evicted, and what its calls load counts as much as what its setup did. */
    private void measureAgain(Runner runner) {
        long memory = runner.memoryBytes();
        guarded(() -> {
            Resident resident = residents.get(runner.key());
            if (resident == null || resident.runner != runner || memory <= resident.memoryBytes / 8 * 9) {
                return;
            }
            residents.put(runner.key(), new Resident(runner, resident.link, resident.coldStart, memory));
            reports.runnerChanged(newsOf(runner.key(), RunnerNews.Phase.WARM, memory, Duration.ZERO));
        });
    }

    private void leave(Runner runner, Attempt attempt, boolean isClean) {
        guarded(() -> {
            if (isClean) {
                runner.becomeIdle();
                if (leaving.remove(runner)) {
                    runner.unload(config.unloadGrace().toMillis());
                }
            }
            if (current == attempt) {
                current = null;
            }
            pump();
        });
    }

    private static boolean clearAway(Runner runner, TaskOutcome told) {
        try {
            if (!runner.key().isOfSession()) { // whose files go with its process
                runner.folder().removeTaskFiles();
            }
            if (Crash.isDueAfter(runner, told)) {
                runner.kill();
                return false;
            }
            return true;
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warnf(e, "a task's files cannot be removed, its runner ends: %s", runner.key());
            runner.kill();
            return false;
        }
    }

    private void release(Attempt attempt, TaskOutcome outcome) {
        guarded(() -> {
            finish(attempt, outcome);
            if (current == attempt) {
                current = null;
            }
            pump();
        });
    }

    private void finish(Attempt attempt, TaskOutcome outcome) {
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

    private void stop(Attempt attempt, Attempt.Stop reason, Duration grace) {
        boolean isFirst = attempt.stop() == null;
        attempt.stop(reason, System.nanoTime() + grace.toNanos());
        if (isFirst && attempt.state() instanceof AttemptState.Calling calling) {
            calling.runner().cancel(attempt.order().taskId());
        }
        if (grace.isZero() || !(attempt.state() instanceof AttemptState.Calling)) {
            killNow(attempt);
        }
    }

    private static void killNow(Attempt attempt) {
        switch (attempt.state()) {
            case AttemptState.Preparing preparing -> preparing.thread().interrupt();
            case AttemptState.Loading loading -> {
                loading.runner().kill();
                loading.thread().interrupt();
            }
            case AttemptState.Calling calling -> calling.runner().kill();
            case AttemptState.Waiting _, AttemptState.Finished _ -> {}
        }
    }

    private void handBackWaiting() {
        while (!waiting.isEmpty()) {
            finish(waiting.removeFirst(), new TaskOutcome.Returned());
        }
    }

    /** Whether the order is known already; an older attempt of the same task gives way. */
    private boolean drop(TaskOrder order) {
        for (Attempt each : allHeld()) {
            if (each.order().taskId().equals(order.taskId())) {
                if (each.order().attempt() >= order.attempt()) {
                    return true;
                }
                waiting.remove(each);
                if (each == current) {
                    stop(each, Attempt.Stop.ABANDONED, Duration.ZERO);
                }
            }
        }
        return false;
    }

    private List<Attempt> allHeld() {
        List<Attempt> all = new ArrayList<>(waiting);
        Optional.ofNullable(current).ifPresent(all::add);
        return all;
    }

    /** Answers the runner's end; none if there is no such runner, or it is at work. */
    private Stream<CompletableFuture<Void>> unloadIdle(RunnerKey key) {
        Resident resident = residents.get(key);
        if (resident == null || !resident.runner.isIdle()) {
            return Stream.of();
        }
        resident.runner.unload(config.unloadGrace().toMillis());
        return Stream.of(resident.link.gone());
    }

    private Stream<Runner> liveRunners() {
        lock.lock();
        try {
            Runner atWork = current == null ? null : current.runner();
            return Stream.concat(residents.values().stream().map(Resident::runner), Stream.ofNullable(atWork))
                    .distinct()
                    .toList()
                    .stream();
        } finally {
            lock.unlock();
        }
    }

    private void onResult(Runner runner, Attempt attempt, RunnerMessage.Result result) {
        if (LargeOutputs.isLarge(result.output())) {
            reach(attempt, HeldStatus.UPLOADING);
            work.largeOutputs().store(attempt.order(), result, outcome -> end(runner, attempt, outcome));
            return;
        }
        Duration time = Duration.ofNanos(result.runMicroseconds() * 1000);
        end(runner, attempt, new TaskOutcome.Completed(result.output(), time));
    }

    /** A large partial output is not worth a file of its own: the next one, or the last, takes its place. */
    private void onPartial(Attempt attempt, RunnerMessage.Partial partial) {
        ByteString output = partial.output();
        reports.hurry(attempt.order());
        if (LargeOutputs.isLarge(output)) {
            return;
        }
        attempt.outlet().partial(partial.sequence(), output);
        guarded(() -> attempt.partial(output));
    }

    private @Nullable Attempt attemptOf(Runner runner) {
        lock.lock();
        try {
            return current != null && current.runner() == runner ? current : null;
        } finally {
            lock.unlock();
        }
    }

    private boolean isCurrent(TaskId task, int attempt) {
        return current != null && isOf(current, task, attempt);
    }

    private static boolean isOf(Attempt attempt, TaskId task, int number) {
        return attempt.order().taskId().equals(task) && attempt.order().attempt() == number;
    }

    private HeldAttempt heldOf(Attempt attempt) {
        TaskOrder order = attempt.order();
        return new HeldAttempt(order.taskId(), order.attempt(), offer.id(), attempt.status(), attempt.isStarted());
    }

    private RunnerNews newsOf(RunnerKey key, RunnerNews.Phase phase, long ramBytes, Duration coldStart) {
        return new RunnerNews(offer.id(), key, phase, ramBytes, coldStart);
    }

    private static ByteString lastPartialOf(ByteString output) {
        return LargeOutputs.isLarge(output) ? ByteString.EMPTY : output;
    }

    private static String withLineFeed(String content) {
        return content.endsWith("\n") ? content : content + "\n";
    }

    private void guarded(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
