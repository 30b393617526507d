package dev.hearth.scheduler.api;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.CancelTaskRequest;
import dev.hearth.proto.v1.DeleteTaskReply;
import dev.hearth.proto.v1.DeleteTaskRequest;
import dev.hearth.proto.v1.EngineView;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.ListEnginesReply;
import dev.hearth.proto.v1.ListEnginesRequest;
import dev.hearth.proto.v1.ListLogsReply;
import dev.hearth.proto.v1.ListLogsRequest;
import dev.hearth.proto.v1.ListTasksReply;
import dev.hearth.proto.v1.ListTasksRequest;
import dev.hearth.proto.v1.SubmitAndWatchRequest;
import dev.hearth.proto.v1.SubmitRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.TasksGrpc;
import dev.hearth.proto.v1.WatchRequest;
import dev.hearth.proto.v1.WorkerView;
import dev.hearth.scheduler.api.TaskMapper.Detail;
import dev.hearth.scheduler.engine.Engine;
import dev.hearth.scheduler.engine.EngineReport;
import dev.hearth.scheduler.leader.Leadership;
import dev.hearth.scheduler.leader.Leadership.Standing;
import dev.hearth.scheduler.leader.Reign;
import dev.hearth.scheduler.storage.TaskListing;
import dev.hearth.scheduler.task.TaskView;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The {@code Tasks} service. Commands need the leader; single tasks and lists are read by any replica. */
@GrpcService
class TasksGrpcService extends TasksGrpc.TasksImplBase {
    private final Leadership leadership;
    private final TaskListing listing;
    private final WatchConfig watchConfig;

    TasksGrpcService(Leadership leadership, TaskListing listing, WatchConfig watchConfig) {
        this.leadership = leadership;
        this.listing = listing;
        this.watchConfig = watchConfig;
    }

    @Override
    public void submit(SubmitRequest request, StreamObserver<Task> out) {
        Answers.answer(
                leadership.lead(reign -> reign.submit(
                        TaskMapper.toSpec(request.getSpec()), TaskMapper.toKey(request.getIdempotencyKey()))),
                out,
                view -> TaskMapper.toMessage(view, Detail.FULL));
    }

    @Override
    public void submitAndWatch(SubmitAndWatchRequest request, StreamObserver<TaskUpdate> out) {
        FollowStream follower =
                new FollowStream((ServerCallStreamObserver<TaskUpdate>) out, request.getOptions(), watchConfig);
        leadership
                .lead(reign -> reign.submitAndFollow(
                        TaskMapper.toSpec(request.getSubmit().getSpec()),
                        TaskMapper.toKey(request.getSubmit().getIdempotencyKey()),
                        follower))
                .onFailure(follower::onDropped);
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<TaskUpdate> out) {
        FollowStream follower =
                new FollowStream((ServerCallStreamObserver<TaskUpdate>) out, request.getOptions(), watchConfig);
        leadership
                .lead(reign ->
                        reign.follow(new TaskId(request.getTaskId()), TaskMapper.toTeam(request.getTeamId()), follower))
                .onFailure(follower::onDropped);
    }

    @Override
    public void getTask(GetTaskRequest request, StreamObserver<Task> out) {
        Detail detail = request.getStatusOnly() ? Detail.STATUS_ONLY : Detail.FULL;
        Answers.answer(
                find(new TaskId(request.getTaskId()), TaskMapper.toTeam(request.getTeamId())),
                out,
                view -> TaskMapper.toMessage(view, detail));
    }

    @Override
    public void listTasks(ListTasksRequest request, StreamObserver<ListTasksReply> out) {
        Future<TaskListing.Page> page =
                Future.succeededFuture(request).map(ListMapper::toQuery).compose(listing::list);
        Answers.answer(
                page.compose(found -> overlay(found.tasks()).map(tasks -> found.with(tasks))),
                out,
                ListMapper::toMessage);
    }

    @Override
    public void cancelTask(CancelTaskRequest request, StreamObserver<Task> out) {
        Answers.answer(
                leadership.lead(reign -> reign.cancel(
                        new TaskId(request.getTaskId()),
                        TaskMapper.toTeam(request.getTeamId()),
                        request.getForce(),
                        Duration.ofMillis(request.getGraceMilliseconds()))),
                out,
                view -> TaskMapper.toMessage(view, Detail.FULL));
    }

    @Override
    public void deleteTask(DeleteTaskRequest request, StreamObserver<DeleteTaskReply> out) {
        Answers.answer(
                leadership.lead(
                        reign -> reign.delete(new TaskId(request.getTaskId()), TaskMapper.toTeam(request.getTeamId()))),
                out,
                ignored -> DeleteTaskReply.getDefaultInstance());
    }

    @Override
    public void listLogs(ListLogsRequest request, StreamObserver<ListLogsReply> out) {
        Answers.answer(
                find(new TaskId(request.getTaskId()), TaskMapper.toTeam(request.getTeamId())), out, ListMapper::toLogs);
    }

    @Override
    public void listEngines(ListEnginesRequest request, StreamObserver<ListEnginesReply> out) {
        Answers.answer(leadership.lead(reign -> Future.succeededFuture(engines(reign))), out, reply -> reply);
    }

    private Future<TaskView> find(TaskId id, Optional<TeamId> team) {
        return switch (leadership.standing()) {
            case Standing.Leading _ -> leadership.lead(reign -> reign.get(id, team));
            case Standing.Standby _ -> leadership.findStored(id, team);
        };
    }

    /** A live task is answered by the leader, not from tables. */
    private Future<List<TaskView>> overlay(List<TaskView> stored) {
        return switch (leadership.standing()) {
            case Standing.Leading _ ->
                leadership.lead(reign -> Future.succeededFuture(stored.stream()
                        .map(view -> reign.findLive(view.task().id()).orElse(view))
                        .toList()));
            case Standing.Standby _ -> Future.succeededFuture(stored);
        };
    }

    private static ListEnginesReply engines(Reign reign) {
        ListEnginesReply.Builder reply = ListEnginesReply.newBuilder();
        for (Engine engine : reign.engines()) {
            EngineView.Builder view = reply.addEnginesBuilder()
                    .setEngineId(engine.id().value())
                    .setConnectedAt(TaskMapper.toMessage(engine.connectedAt()))
                    .setLastHeartbeatAt(TaskMapper.toMessage(engine.lastHeardAt()))
                    .setDraining(engine.isDraining());
            for (EngineReport.Slot slot : engine.workers()) {
                view.addWorkers(worker(reign, engine.id(), slot));
            }
        }
        return reply.build();
    }

    private static WorkerView worker(Reign reign, EngineId engine, EngineReport.Slot slot) {
        WorkerView.Builder worker =
                WorkerView.newBuilder().setWorkerId(slot.id().value());
        reign.heldBy(engine).stream()
                .filter(task -> slot.id().equals(task.worker()))
                .forEach(task -> worker.addTaskIds(task.id().value()));
        return worker.build();
    }
}
