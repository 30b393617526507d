package dev.hearth.gateway.run;

import dev.hearth.gateway.catalog.AppCatalog;
import dev.hearth.gateway.catalog.AppReference;
import dev.hearth.gateway.catalog.FunctionFiles;
import dev.hearth.gateway.catalog.ResolvedFunction;
import dev.hearth.gateway.file.FileUris;
import dev.hearth.gateway.http.Replies;
import dev.hearth.gateway.route.Edge;
import dev.hearth.gateway.scheduler.SchedulerClient;
import dev.hearth.gateway.secret.SecretSet;
import dev.hearth.gateway.secret.TeamSecrets;
import dev.hearth.gateway.stream.TaskStreams;
import dev.hearth.gateway.task.ShownTask;
import dev.hearth.gateway.task.TaskJson;
import dev.hearth.gateway.task.TaskPresenter;
import dev.hearth.gateway.team.Caller;
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
    private final RunSessions sessions;
    private final TeamSecrets secrets;
    private final FileUris files;
    private final SchedulerClient scheduler;
    private final TaskPresenter presenter;
    private final TaskStreams streams;
    private final WaitingRuns waiting;
    private final RunConfig config;

    public RunHandler(
            AppCatalog catalog,
            TeamSecrets secrets,
            FileUris files,
            SchedulerClient scheduler,
            TaskPresenter presenter,
            TaskStreams streams,
            WaitingRuns waiting,
            RunConfig config) {
        this.sessions = new RunSessions(catalog, scheduler);
        this.secrets = secrets;
        this.files = files;
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
        IdempotencyKeys.of(context.request().getHeader(IdempotencyKeys.HEADER), pathApp, body)
                .ifPresent(submission::setIdempotencyKey);
        sessions.resolve(caller, request, RunTarget.of(request, fromPath))
                .chain(target -> prepared(caller, request, target, submission))
                .subscribe()
                .with(
                        ready -> Edge.guarded(context, () -> start(context, mode, ready)),
                        failure -> Replies.fail(context, failure));
    }

    private Uni<Ready> prepared(
            Caller caller, RunRequest request, RunTarget.Resolved target, SubmitRequest.Builder submission) {
        ResolvedFunction function = target.function();
        if (function.secretNames().isEmpty() && function.needs().isEmpty()) {
            return specified(caller, request, target, SecretSet.NONE, submission);
        }
        return secrets.of(caller.team())
                .invoke(known -> TaskSpecs.requireMet(function, known))
                .chain(known -> specified(caller, request, target, known, submission));
    }

    private Uni<Ready> specified(
            Caller caller,
            RunRequest request,
            RunTarget.Resolved target,
            SecretSet secretSet,
            SubmitRequest.Builder submission) {
        ResolvedFunction function = target.function();
        return takenIn(caller, request, function).map(input -> {
            long limit = config.maxInput().asLongValue();
            if (input.length > limit) {
                throw RunErrors.inputTooLarge(input.length, limit);
            }
            submission.setSpec(TaskSpecs.of(caller, request, target, input, secretSet));
            return new Ready(submission.build(), new FunctionFiles(function.inputFiles(), function.outputFiles()));
        });
    }

    private Uni<byte[]> takenIn(Caller caller, RunRequest request, ResolvedFunction function) {
        return function.inputFiles().isEmpty()
                ? Uni.createFrom().item(request.input())
                : files.takeIn(caller, "input", function.inputFiles(), request.input());
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
