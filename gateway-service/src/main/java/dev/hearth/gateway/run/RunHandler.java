package dev.hearth.gateway.run;

import dev.hearth.gateway.catalog.AppReference;
import dev.hearth.gateway.catalog.FunctionFiles;
import dev.hearth.gateway.http.Replies;
import dev.hearth.gateway.route.Edge;
import dev.hearth.gateway.route.IdempotencyHeader;
import dev.hearth.gateway.scheduler.SchedulerClient;
import dev.hearth.gateway.stream.TaskStreams;
import dev.hearth.gateway.task.ShownTask;
import dev.hearth.gateway.task.TaskJson;
import dev.hearth.gateway.task.TaskPresenter;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.SubmitRequest;
import dev.hearth.proto.v1.Task;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Turns a run request into a task and answers it. */
@ApplicationScoped
public class RunHandler {
    private final RunPreparation preparation;
    private final SchedulerClient scheduler;
    private final TaskPresenter presenter;
    private final TaskStreams streams;
    private final WaitingRuns waiting;
    private final RunConfig config;

    public RunHandler(
            RunPreparation preparation,
            SchedulerClient scheduler,
            TaskPresenter presenter,
            TaskStreams streams,
            WaitingRuns waiting,
            RunConfig config) {
        this.preparation = preparation;
        this.scheduler = scheduler;
        this.presenter = presenter;
        this.streams = streams;
        this.waiting = waiting;
        this.config = config;
    }

    /**
     * @param fromPath the app that the path names
     * @param pathApp the same as text, for the digest of an idempotency key
     */
    void run(
            RoutingContext context,
            Caller caller,
            byte[] body,
            @Nullable AppReference fromPath,
            String pathApp,
            boolean waitsByDefault) {
        RunRequest request = RunRequestReader.read(body);
        RunMode mode = RunMode.of(request, context.request(), waitsByDefault, config.hold());
        SubmitRequest.Builder submission = SubmitRequest.newBuilder();
        IdempotencyKeys.of(IdempotencyHeader.of(context.request()), pathApp, body)
                .ifPresent(submission::setIdempotencyKey);
        preparation
                .prepare(caller, request, fromPath, TaskId.random(), Provenance.NONE)
                .map(run -> new Ready(submission.setSpec(run.spec()).build(), run.files()))
                .subscribe()
                .with(
                        ready -> Edge.guarded(context, () -> start(context, mode, ready)),
                        failure -> Replies.fail(context, failure));
    }

    private void start(RoutingContext context, RunMode mode, Ready ready) {
        switch (mode) {
            case RunMode.Now() -> submit(context, ready);
            case RunMode.Wait(var hold) ->
                WaitingRun.start(context, scheduler, presenter, ready.submission(), ready.files(), hold, waiting);
            case RunMode.Stream() -> streams.submit(context, ready.submission());
        }
    }

    private void submit(RoutingContext context, Ready ready) {
        scheduler
                .submit(ready.submission())
                .chain(task -> shown(task, ready))
                .subscribe()
                .with(shown -> Replies.ok(context, TaskJson.bytesOf(shown)), failure -> Replies.fail(context, failure));
    }

    /** A new task as it was accepted, whatever became of it since; a replayed key's task as it stands. */
    private Uni<ShownTask> shown(Task task, Ready ready) {
        var spec = ready.submission().getSpec();
        if (task.getSpec().getTaskId().equals(spec.getTaskId())) {
            Task received = ShownTask.received(task.toBuilder().setSpec(spec).build());
            return presenter.show(received, spec.getInput().toByteArray(), ready.files());
        }
        GetTaskRequest live = GetTaskRequest.newBuilder()
                .setTaskId(task.getSpec().getTaskId())
                .setTeamId(spec.getTeamId())
                .build();
        return scheduler.getTask(live).chain(presenter::show);
    }

    private record Ready(SubmitRequest submission, FunctionFiles files) {}
}
