package dev.hearth.gateway.run;

import dev.hearth.gateway.catalog.FunctionFiles;
import dev.hearth.gateway.http.Replies;
import dev.hearth.gateway.scheduler.SchedulerClient;
import dev.hearth.gateway.scheduler.TaskWatch;
import dev.hearth.gateway.scheduler.TaskWatcher;
import dev.hearth.gateway.task.ShownTask;
import dev.hearth.gateway.task.TaskJson;
import dev.hearth.gateway.task.TaskPresenter;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.SubmitAndWatchRequest;
import dev.hearth.proto.v1.SubmitRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.WatchOptions;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A run whose client waits for its end: one stream from the scheduler, of which two messages matter. */
final class WaitingRun implements TaskWatcher {
    private static final WatchOptions ONLY_THE_END =
            WatchOptions.newBuilder().setOmitInput(true).build();

    private final RoutingContext context;
    private final SchedulerClient scheduler;
    private final TaskPresenter presenter;
    private final TaskSpec spec;
    private final FunctionFiles files;
    private final WaitingRuns open;
    private final Context loop;
    private final long timer;

    private @Nullable TaskWatch watch;
    private @Nullable String acknowledged;
    private boolean heldLongEnough;
    private boolean over;

    private WaitingRun(
            RoutingContext context,
            SchedulerClient scheduler,
            TaskPresenter presenter,
            TaskSpec spec,
            FunctionFiles files,
            Duration hold,
            WaitingRuns open) {
        this.context = context;
        this.scheduler = scheduler;
        this.presenter = presenter;
        this.spec = spec;
        this.files = files;
        this.open = open;
        this.loop = context.vertx().getOrCreateContext();
        this.timer = context.vertx().setTimer(Math.max(1, hold.toMillis()), id -> endHold());
        context.response().closeHandler(gone -> finish());
    }

    static void start(
            RoutingContext context,
            SchedulerClient scheduler,
            TaskPresenter presenter,
            SubmitRequest submission,
            FunctionFiles files,
            Duration hold,
            WaitingRuns open) {
        WaitingRun run = new WaitingRun(context, scheduler, presenter, submission.getSpec(), files, hold, open);
        open.add(run);
        SubmitAndWatchRequest request = SubmitAndWatchRequest.newBuilder()
                .setSubmit(submission)
                .setOptions(ONLY_THE_END)
                .build();
        run.fedBy(scheduler.submitAndWatch(request, run));
    }

    private void fedBy(TaskWatch source) {
        watch = source;
        if (over) {
            source.close();
        }
    }

    @Override
    public void updated(TaskUpdate update) {
        if (over) {
            return;
        }
        if (update.hasFinal()) {
            answer(update.getFinal());
        } else if (update.hasSnapshot() && acknowledged == null) {
            acknowledged = update.getSnapshot().getSpec().getTaskId();
            if (heldLongEnough) {
                answerLive(acknowledged);
            }
        }
    }

    @Override
    public void failed(Throwable failure) {
        if (finish()) {
            Replies.fail(context, failure);
        }
    }

    /** Ends the hold at once, from any thread. */
    void answerNow() {
        loop.runOnContext(ignored -> endHold());
    }

    /** An unacknowledged task is no answer: its acknowledgement, or the failure, still has to come. */
    private void endHold() {
        heldLongEnough = true;
        if (acknowledged != null && !over) {
            answerLive(acknowledged);
        }
    }

    private void answer(Task task) {
        if (!finish()) {
            return;
        }
        if (task.getSpec().getTaskId().equals(spec.getTaskId())) {
            Task whole = task.toBuilder().setSpec(spec).build();
            reply(presenter.show(whole, spec.getInput().toByteArray(), files));
        } else {
            // A replayed idempotency key: the earlier task's own description is the scheduler's to tell.
            reply(read(task.getSpec().getTaskId()));
        }
    }

    private void answerLive(String taskId) {
        if (finish()) {
            reply(read(taskId));
        }
    }

    private Uni<ShownTask> read(String taskId) {
        GetTaskRequest request = GetTaskRequest.newBuilder()
                .setTaskId(taskId)
                .setTeamId(spec.getTeamId())
                .build();
        return scheduler.getTask(request).chain(presenter::show);
    }

    private void reply(Uni<ShownTask> task) {
        task.subscribe()
                .with(shown -> Replies.ok(context, TaskJson.bytesOf(shown)), failure -> Replies.fail(context, failure));
    }

    /** Says whether it was not over before. */
    private boolean finish() {
        boolean was = !over;
        over = true;
        open.remove(this);
        context.vertx().cancelTimer(timer);
        if (watch != null) {
            watch.close();
        }
        return was;
    }
}
