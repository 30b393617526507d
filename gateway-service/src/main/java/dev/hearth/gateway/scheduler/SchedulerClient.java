package dev.hearth.gateway.scheduler;

import dev.hearth.channels.LoopChannels;
import dev.hearth.credentials.InternalKey;
import dev.hearth.credentials.Principal;
import dev.hearth.proto.v1.CancelTaskRequest;
import dev.hearth.proto.v1.DeleteTaskReply;
import dev.hearth.proto.v1.DeleteTaskRequest;
import dev.hearth.proto.v1.EndSessionRequest;
import dev.hearth.proto.v1.GetSessionRequest;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.KeepSessionAliveRequest;
import dev.hearth.proto.v1.ListEnginesReply;
import dev.hearth.proto.v1.ListEnginesRequest;
import dev.hearth.proto.v1.ListLogsReply;
import dev.hearth.proto.v1.ListLogsRequest;
import dev.hearth.proto.v1.ListSessionsReply;
import dev.hearth.proto.v1.ListSessionsRequest;
import dev.hearth.proto.v1.ListTasksReply;
import dev.hearth.proto.v1.ListTasksRequest;
import dev.hearth.proto.v1.Session;
import dev.hearth.proto.v1.SessionsGrpc;
import dev.hearth.proto.v1.SubmitAndWatchRequest;
import dev.hearth.proto.v1.SubmitRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TasksGrpc;
import dev.hearth.proto.v1.WatchRequest;
import io.grpc.MethodDescriptor;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The one way from here to the scheduler. Finds the leader, asks again when a connection broke or the leader changed, and
 * answers {@code unavailable} when no leader was found within the budget. What it answers comes on the context that asked.
 */
@ApplicationScoped
public class SchedulerClient {
    private final SchedulerLink link;

    @Inject
    public SchedulerClient(
            Vertx vertx, SchedulerConfig config, @ConfigProperty(name = "hearth.gateway.internal-key") String key) {
        String credential = new InternalKey(key).credentialOf(Principal.service("gateway"));
        this.link =
                new SchedulerLink(vertx, config, new LeaderAddress(config.addresses()), new LoopChannels(credential));
    }

    @PreDestroy
    public void close() {
        link.channels().close();
    }

    /** Stores a task; insert-or-return by its id. */
    public Uni<Task> submit(SubmitRequest request) {
        return call(TasksGrpc.getSubmitMethod(), request);
    }

    /** Submits a task and follows it to its end. */
    public TaskWatch submitAndWatch(SubmitAndWatchRequest request, TaskWatcher watcher) {
        WatchCall watch = new WatchCall(link, request, watcher);
        watch.start();
        return watch;
    }

    /** Follows a task to its end. */
    public TaskWatch watch(WatchRequest request, TaskWatcher watcher) {
        WatchCall watch = new WatchCall(link, request, watcher);
        watch.start();
        return watch;
    }

    public Uni<Task> getTask(GetTaskRequest request) {
        return call(TasksGrpc.getGetTaskMethod(), request);
    }

    public Uni<ListTasksReply> listTasks(ListTasksRequest request) {
        return call(TasksGrpc.getListTasksMethod(), request);
    }

    public Uni<Task> cancelTask(CancelTaskRequest request) {
        return call(TasksGrpc.getCancelTaskMethod(), request);
    }

    public Uni<DeleteTaskReply> deleteTask(DeleteTaskRequest request) {
        return call(TasksGrpc.getDeleteTaskMethod(), request);
    }

    public Uni<ListLogsReply> listLogs(ListLogsRequest request) {
        return call(TasksGrpc.getListLogsMethod(), request);
    }

    public Uni<Session> getSession(GetSessionRequest request) {
        return call(SessionsGrpc.getGetSessionMethod(), request);
    }

    public Uni<ListSessionsReply> listSessions(ListSessionsRequest request) {
        return call(SessionsGrpc.getListSessionsMethod(), request);
    }

    public Uni<Session> keepSessionAlive(KeepSessionAliveRequest request) {
        return call(SessionsGrpc.getKeepSessionAliveMethod(), request);
    }

    public Uni<Session> endSession(EndSessionRequest request) {
        return call(SessionsGrpc.getEndSessionMethod(), request);
    }

    public Uni<ListEnginesReply> listEngines() {
        return call(TasksGrpc.getListEnginesMethod(), ListEnginesRequest.getDefaultInstance());
    }

    private <Q, A> Uni<A> call(MethodDescriptor<Q, A> method, Q request) {
        return Uni.createFrom().emitter(emitter -> new UnaryCall<>(link, method, request, emitter).start());
    }
}
