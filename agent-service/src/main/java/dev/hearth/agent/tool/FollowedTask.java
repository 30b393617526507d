package dev.hearth.agent.tool;

import dev.hearth.agent.access.Caller;
import dev.hearth.agent.calls.AppCall;
import dev.hearth.agent.calls.AppCalls;
import dev.hearth.agent.calls.CalledTask;
import dev.hearth.agent.calls.TaskListener;
import dev.hearth.agent.calls.TaskRun;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.TaskId;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A tool's task, from its submission to its end or its time limit. */
final class FollowedTask {
    private static final Logger LOG = Logger.getLogger(FollowedTask.class);

    private final AppCalls calls;
    private final Caller caller;
    private final TaskId task;
    private final Duration limit;
    private final Duration cancelLimit;
    private final AtomicReference<@Nullable TaskRun> followed = new AtomicReference<>();

    FollowedTask(AppCalls calls, Caller caller, TaskId task, Duration limit, Duration cancelLimit) {
        this.calls = calls;
        this.caller = caller;
        this.task = task;
        this.limit = limit;
        this.cancelLimit = cancelLimit;
    }

    /** How it went with a task: it ended in time, or not. */
    sealed interface End {
        record Ended(CalledTask task) implements End {}

        /** It was told to stop after this long. */
        record TooLate(Duration limit) implements End {}

        /** Nobody answers what became of it. */
        record Lost(Duration limit) implements End {}
    }

    /** Submits it, if it is not there yet, and follows it. */
    Uni<End> run(AppCall call) {
        TaskRun run = calls.submitAndWatch(call, TaskListener.NONE);
        followed.set(run);
        Uni<CalledTask> end = run.end().memoize().indefinitely(); // it is still waited for when the limit has passed
        return end.<End>map(End.Ended::new).ifNoItem().after(limit).recoverWithUni(() -> stop(end, false));
    }

    /** Stops following and asks the task to stop. A submission that was under way may arrive after the first asking. */
    void cancel() {
        close();
        calls.cancel(caller, task, false)
                .onFailure(FollowedTask::isNotFound)
                .retry()
                .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(1))
                .atMost(4)
                .onFailure(FollowedTask::isNotFound)
                .recoverWithNull()
                .subscribe()
                .with(_ -> {}, failure -> LOG.warnf("Task %s of a cancelled tool goes on: %s", task, failure));
    }

    /** A task that was asked to stop is followed to its end: until then it acts, and nothing may be said of it. */
    private Uni<End> stop(Uni<CalledTask> end, boolean force) {
        return calls.cancel(caller, task, force)
                .chain(asked -> asked.status() == CalledTask.Status.LIVE
                        ? end
                        : Uni.createFrom().item(asked))
                .map(this::afterStop)
                .ifNoItem()
                .after(cancelLimit)
                .recoverWithUni(() -> force ? Uni.createFrom().item(lost("it does not end")) : stop(end, true))
                .onFailure()
                .recoverWithItem(this::afterFailedCancel);
    }

    private End afterStop(CalledTask stopped) {
        close();
        return switch (stopped.status()) {
            case COMPLETED, FAILED -> new End.Ended(stopped);
            case CANCELLED, LIVE -> new End.TooLate(limit);
        };
    }

    private End afterFailedCancel(Throwable failure) {
        if (isNotFound(failure)) {
            cancel();
            return new End.TooLate(limit);
        }
        return lost(failure.toString());
    }

    private End lost(String why) {
        close();
        LOG.warnf("Task %s is beyond its time limit and was not cancelled: %s", task, why);
        return new End.Lost(limit);
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof ServiceException known && known.code() == ErrorCode.NOT_FOUND;
    }

    private void close() {
        TaskRun run = followed.get();
        if (run != null) {
            run.close();
        }
    }
}
