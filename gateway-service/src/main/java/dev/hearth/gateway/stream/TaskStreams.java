package dev.hearth.gateway.stream;

import dev.hearth.gateway.scheduler.SchedulerClient;
import dev.hearth.gateway.task.TaskPresenter;
import dev.hearth.proto.v1.SubmitAndWatchRequest;
import dev.hearth.proto.v1.SubmitRequest;
import dev.hearth.proto.v1.WatchOptions;
import dev.hearth.proto.v1.WatchRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** Answers requests with task streams. */
@ApplicationScoped
public class TaskStreams {
    private static final WatchOptions EVERYTHING = WatchOptions.newBuilder()
            .setStatuses(true)
            .setOutputs(true)
            .setLogs(true)
            .build();

    private final SchedulerClient scheduler;
    private final TaskPresenter presenter;
    private final StreamConfig config;
    private final OpenStreams open;

    public TaskStreams(SchedulerClient scheduler, TaskPresenter presenter, StreamConfig config, OpenStreams open) {
        this.scheduler = scheduler;
        this.presenter = presenter;
        this.config = config;
        this.open = open;
    }

    /** The stream of a task that exists. */
    public void follow(RoutingContext context, String taskId, String teamId) {
        TaskStream stream = new TaskStream(context, StreamOrigin.LATER, presenter, config, open);
        WatchRequest request = WatchRequest.newBuilder()
                .setTaskId(taskId)
                .setTeamId(teamId)
                .setOptions(EVERYTHING)
                .build();
        stream.fedBy(scheduler.watch(request, stream));
    }

    /** Submits a task and streams it. */
    public void submit(RoutingContext context, SubmitRequest submission) {
        TaskStream stream = new TaskStream(context, new StreamOrigin(submission.getSpec()), presenter, config, open);
        // A replayed key leads to a task whose input only the scheduler knows.
        boolean omit = !submission.hasIdempotencyKey();
        SubmitAndWatchRequest request = SubmitAndWatchRequest.newBuilder()
                .setSubmit(submission)
                .setOptions(EVERYTHING.toBuilder().setOmitInput(omit))
                .build();
        stream.fedBy(scheduler.submitAndWatch(request, stream));
    }
}
