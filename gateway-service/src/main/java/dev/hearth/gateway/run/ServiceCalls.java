package dev.hearth.gateway.run;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.catalog.AppCatalog;
import dev.hearth.gateway.catalog.AppReference;
import dev.hearth.gateway.http.RequirementsNotMet;
import dev.hearth.gateway.scheduler.SchedulerClient;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.CallRequest;
import dev.hearth.proto.v1.CancelTaskRequest;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.SubmitAndWatchRequest;
import dev.hearth.proto.v1.SubmitRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.WatchOptions;
import dev.hearth.proto.v1.WatchRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Calls apps for services inside the installation. Whoever does not know what became of a call sends it again and gets the
 * task that the first one made, also when the call would be refused by now.
 */
@ApplicationScoped
public class ServiceCalls {
    private final AppCatalog catalog;
    private final RunPreparation preparation;
    private final SchedulerClient scheduler;
    private final ShownToServices shown;

    public ServiceCalls(
            AppCatalog catalog, RunPreparation preparation, SchedulerClient scheduler, ShownToServices shown) {
        this.catalog = catalog;
        this.preparation = preparation;
        this.scheduler = scheduler;
        this.shown = shown;
    }

    /** Says what is not met, too: whoever asks may want to know it long before it calls. */
    Uni<DescribedCall> describe(Caller caller, AppReference app, @Nullable String function) {
        return catalog.describe(caller, app, function)
                .chain(described -> preparation
                        .unmet(caller, described.function())
                        .map(unmet -> new DescribedCall(described, unmet)));
    }

    /** The task without its input and setup, once it is durable. */
    Uni<Task> submit(CallRequest call) {
        return prepared(call)
                .chain(run -> scheduler.submit(
                        SubmitRequest.newBuilder().setSpec(run.spec()).build()))
                .onFailure(ServiceCalls::isRefusal)
                .recoverWithUni(refusal -> madeBefore(call, refusal))
                .chain(shown::withoutInput);
    }

    /** Submits a call and follows its task. */
    void submitAndWatch(CallRequest call, WatchOptions options, CallStream stream) {
        prepared(call)
                .subscribe()
                .with(
                        run -> stream.fedBy(scheduler.submitAndWatch(
                                SubmitAndWatchRequest.newBuilder()
                                        .setSubmit(SubmitRequest.newBuilder().setSpec(run.spec()))
                                        .setOptions(options)
                                        .build(),
                                stream)),
                        refusal -> madeBefore(call, refusal)
                                .subscribe()
                                .with(task -> watch(watchOf(call, options), stream), stream::failed));
    }

    void watch(WatchRequest request, CallStream stream) {
        stream.fedBy(scheduler.watch(request, stream));
    }

    Uni<Task> getTask(GetTaskRequest request) {
        return scheduler
                .getTask(request)
                .chain(task -> request.getStatusOnly() ? Uni.createFrom().item(task) : shown.whole(task));
    }

    Uni<Task> cancel(CancelTaskRequest request) {
        return scheduler.cancelTask(request).chain(shown::whole);
    }

    private Uni<PreparedRun> prepared(CallRequest call) {
        return Uni.createFrom()
                .deferred(() -> preparation.prepare(
                        CallRequests.toCaller(call.getCaller()),
                        CallRequests.toRun(call),
                        null,
                        CallRequests.toTaskId(call.getTaskId()),
                        CallRequests.toProvenance(call)));
    }

    /** The task that an earlier request made; without one the refusal stands. A scheduler that is away decides nothing. */
    private Uni<Task> madeBefore(CallRequest call, Throwable refusal) {
        if (!isRefusal(refusal)) {
            return Uni.createFrom().failure(refusal);
        }
        return Uni.createFrom()
                .item(() -> CallRequests.toTaskId(call.getTaskId()))
                .chain(id -> scheduler.getTask(taskOf(call, id)))
                .onFailure(ServiceCalls::isRefusal)
                .transform(unknown -> refusal);
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof RequirementsNotMet
                || (failure instanceof ServiceException error && error.code() != ErrorCode.UNAVAILABLE);
    }

    private static GetTaskRequest taskOf(CallRequest call, TaskId id) {
        return GetTaskRequest.newBuilder()
                .setTaskId(id.value())
                .setTeamId(
                        CallRequests.present("caller.team_id", call.getCaller().getTeamId()))
                .build();
    }

    private static WatchRequest watchOf(CallRequest call, WatchOptions options) {
        return WatchRequest.newBuilder()
                .setTaskId(call.getTaskId())
                .setTeamId(call.getCaller().getTeamId())
                .setOptions(options)
                .build();
    }
}
