package dev.hearth.scheduler.leader;

import com.google.protobuf.ByteString;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.SessionId;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.scheduler.engine.Engine;
import dev.hearth.scheduler.engine.EngineLine;
import dev.hearth.scheduler.engine.EngineReport;
import dev.hearth.scheduler.session.Session;
import dev.hearth.scheduler.session.SessionPage;
import dev.hearth.scheduler.storage.TaskChange;
import dev.hearth.scheduler.task.LogLine;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskErrors;
import dev.hearth.scheduler.task.TaskSpec;
import dev.hearth.scheduler.task.TaskStatus;
import dev.hearth.scheduler.task.TaskView;
import dev.hearth.scheduler.task.TaskView.WaitingFor;
import dev.hearth.scheduler.watch.TaskFollower;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * One leadership, from winning the lease to losing it: all that the leader holds in memory, dropped whole when it ends.
 * Every method runs on the leader's thread; {@link Leadership#lead} brings callers there.
 */
public final class Reign {
    private final long epoch;
    private final ReignParts parts;
    private boolean over;

    Reign(long epoch, ReignParts parts) {
        this.epoch = epoch;
        this.parts = parts;
    }

    public long epoch() {
        return epoch;
    }

    /** Stores a task and answers once it is durable; see {@link Submissions#submit}. */
    public Future<TaskView> submit(TaskSpec spec, Optional<TaskChange.Key> key) {
        return parts.submissions().submit(spec, key).compose(id -> get(id, Optional.empty()));
    }

    /** Stores a task, then tells the follower everything, starting with a snapshot that stands for the acknowledgement. */
    public Future<Void> submitAndFollow(TaskSpec spec, Optional<TaskChange.Key> key, TaskFollower follower) {
        return parts.submissions().submit(spec, key).compose(id -> follow(id, Optional.empty(), follower));
    }

    /** Tells the follower everything that happens to a task, starting with a snapshot. */
    public Future<Void> follow(TaskId id, Optional<TeamId> team, TaskFollower follower) {
        Optional<LiveTask> live = parts.tasks().find(id, team);
        if (live.isPresent()) {
            return live.get().accepted().future().compose(accepted -> {
                if (parts.tasks().find(id).isEmpty()) {
                    return followFinished(id, team, follower);
                }
                follower.onSnapshot(view(accepted));
                parts.followers().add(id, follower);
                return Future.succeededFuture();
            });
        }
        return followFinished(id, team, follower);
    }

    /** A task as it stands. */
    public Future<TaskView> get(TaskId id, Optional<TeamId> team) {
        Optional<LiveTask> live = parts.tasks().find(id, team);
        if (live.isPresent()) {
            return live.get().accepted().future().map(this::view);
        }
        Optional<TaskView> finished = parts.tasks().findFinished(id, team);
        return finished.map(Future::succeededFuture)
                .orElseGet(() -> parts.archive().find(id, team));
    }

    /** The live form of a task, for listings that read tables. */
    public Optional<TaskView> findLive(TaskId id) {
        return parts.tasks().find(id).filter(live -> live.stored() != null).map(this::view);
    }

    /** Cancels, and answers the task once what was decided is committed. */
    public Future<TaskView> cancel(TaskId id, Optional<TeamId> team, boolean force, Duration grace) {
        Optional<LiveTask> found = parts.tasks().find(id, team);
        if (found.isEmpty()) {
            return get(id, team);
        }
        LiveTask live = found.get();
        return parts.cancellations().cancel(live, force, grace).map(ignored -> view(live));
    }

    /** Removes a final task. */
    public Future<Void> delete(TaskId id, Optional<TeamId> team) {
        Optional<LiveTask> live = parts.tasks().find(id, team);
        if (live.isPresent()) {
            return Future.failedFuture(
                    TaskErrors.notFinal(id, live.get().shown().status()));
        }
        return parts.archive()
                .find(id, team)
                .compose(view -> parts.ledger()
                        .between(seq ->
                                parts.archive().delete(view, seq, parts.tasks().now())))
                .onSuccess(ignored -> parts.tasks().forgetFinished(id));
    }

    /** A session as it stands. */
    public Future<Session> session(SessionId id, TeamId team) {
        return parts.sessions().get(id, team);
    }

    public Future<SessionPage> sessions(SessionPage.Query query) {
        return parts.sessions().list(query);
    }

    public Future<Session> keepSessionAlive(SessionId id, TeamId team) {
        return parts.sessions().keepAlive(id, team);
    }

    /** Ends a session; what is over stays as it is. */
    public Future<Session> endSession(SessionId id, TeamId team) {
        return parts.sessions().end(id, team);
    }

    public void hello(EngineId engine, EngineLine line, EngineReport.Hello hello) {
        parts.engines().hello(engine, line, hello);
    }

    /** A report on the line of an engine that said Hello; one on another line is of the past and dropped. */
    public void report(EngineId id, EngineLine line, EngineReport report) {
        parts.table().speaking(id, line).ifPresent(engine -> handle(engine, report));
    }

    /** A result that came by a call of its own. */
    public Future<Boolean> result(EngineId engine, EngineReport.Result result) {
        Promise<Boolean> promise = Promise.promise();
        parts.reports().result(engine, result, promise::tryComplete);
        return promise.future();
    }

    public void disconnected(EngineId id, EngineLine line) {
        parts.table().find(id).ifPresent(engine -> engine.disconnected(line));
    }

    /** A log chunk; {@code written} runs once its bytes may be granted again. */
    public void log(EngineId engine, TaskId task, LogLine line, Runnable written) {
        parts.reports().log(engine, task, line, written);
    }

    public void partialOutput(EngineId engine, TaskId task, int attempt, long sequence, ByteString output) {
        parts.reports().partialOutput(engine, task, attempt, sequence, output);
    }

    public Collection<Engine> engines() {
        return parts.table().all();
    }

    /** Ids of the tasks an engine holds. */
    public Collection<Task> heldBy(EngineId engine) {
        return parts.tasks().heldBy(engine).stream().map(LiveTask::shown).toList();
    }

    public int liveTasks() {
        return parts.tasks().size();
    }

    /** What has to be done now and then. */
    void tick() {
        parts.placements().wakeDue();
        parts.reports().sweepAwaitingLogs();
        parts.steps().storeOld();
        parts.recalls().look();
        parts.sessions().look();
        parts.tasks().trimFinished();
    }

    void flushStreams() {
        parts.streams().flush();
    }

    void sweep() {
        parts.engines().sweep();
        parts.followers().sweep();
    }

    /** Ends the reign: nothing is decided any more, everybody is told to go elsewhere. */
    void end(Throwable reason) {
        if (over) {
            return;
        }
        over = true;
        parts.ledger().close();
        parts.sessions().close();
        parts.followers().dropAll(reason);
        parts.engines().dropAll(reason);
    }

    private void handle(Engine engine, EngineReport report) {
        switch (report) {
            case EngineReport.Hello _ -> throw new IllegalStateException("a second Hello on one stream");
            case EngineReport.Heartbeat heartbeat -> parts.engines().heartbeat(engine, heartbeat);
            case EngineReport.Progress progress -> parts.reports().progress(engine, progress);
            case EngineReport.Result result -> parts.reports().result(engine, result);
            case EngineReport.Recalled recalled -> parts.reports().recalled(engine, recalled);
            case EngineReport.Runner runner -> parts.engines().runner(engine, runner);
            case EngineReport.Draining _ -> parts.engines().draining(engine);
        }
    }

    private Future<Void> followFinished(TaskId id, Optional<TeamId> team, TaskFollower follower) {
        return get(id, team).map(view -> {
            follower.onFinal(view);
            return null;
        });
    }

    private TaskView view(LiveTask live) {
        WaitingFor waitingFor =
                live.shown().status() == TaskStatus.QUEUED ? parts.dispatcher().reasonFor(live) : WaitingFor.NOTHING;
        return parts.tasks().view(live, waitingFor);
    }
}
