package dev.hearth.gateway.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.http.JsonBytes;
import dev.hearth.gateway.http.Replies;
import dev.hearth.gateway.http.StrictJson;
import dev.hearth.gateway.scheduler.SchedulerClient;
import dev.hearth.gateway.team.Caller;
import dev.hearth.proto.v1.CancelTaskRequest;
import dev.hearth.proto.v1.DeleteTaskRequest;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.ListLogsReply;
import dev.hearth.proto.v1.ListLogsRequest;
import dev.hearth.proto.v1.ListTasksReply;
import dev.hearth.proto.v1.ListTasksRequest;
import dev.hearth.proto.v1.Task;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Answers what is asked about tasks. */
@ApplicationScoped
public class TaskHandler {
    private static final Logger LOG = Logger.getLogger(TaskHandler.class);
    private static final byte[] EMPTY_ARRAY = "[]".getBytes(StandardCharsets.UTF_8);
    private static final int MAX_GRACE_MILLIS = 60_000;

    private final SchedulerClient scheduler;
    private final TaskPresenter presenter;

    public TaskHandler(SchedulerClient scheduler, TaskPresenter presenter) {
        this.scheduler = scheduler;
        this.presenter = presenter;
    }

    void show(RoutingContext context, Caller caller) {
        reply(context, task(context, caller, false).chain(presenter::show), TaskJson::bytesOf);
    }

    void status(RoutingContext context, Caller caller) {
        reply(context, task(context, caller, true), task -> {
            JsonBytes json = JsonBytes.plain();
            json.beginObject();
            json.name("id").string(task.getSpec().getTaskId());
            json.name("status").number(Statuses.number(task.getStatus()));
            json.name("status_text").string(Statuses.text(task.getStatus()));
            json.name("updated_at").string(Timestamps.text(task.getUpdatedAt()));
            return json.endObject().toByteArray();
        });
    }

    void timings(RoutingContext context, Caller caller) {
        reply(context, task(context, caller, true), TaskTimings::bytesOf);
    }

    void telemetry(RoutingContext context, Caller caller) {
        reply(context, task(context, caller, true), task -> EMPTY_ARRAY);
    }

    void logs(RoutingContext context, Caller caller) {
        String id = idOf(context);
        ListLogsRequest request = ListLogsRequest.newBuilder()
                .setTaskId(id)
                .setTeamId(caller.team().value())
                .build();
        reply(context, scheduler.listLogs(request), logs -> logsOf(id, logs));
    }

    void list(RoutingContext context, Caller caller, byte[] body) {
        ListTasksRequest request = TaskListRequest.read(caller.team().value(), StrictJson.objectOf(body));
        Uni<byte[]> page = scheduler
                .listTasks(request)
                .chain(reply -> Multi.createFrom()
                        .iterable(reply.getTasksList())
                        .onItem()
                        .transformToUniAndConcatenate(presenter::showInList)
                        .collect()
                        .asList()
                        .map(tasks -> pageOf(request, reply, tasks)));
        reply(context, page, bytes -> bytes);
    }

    void cancel(RoutingContext context, Caller caller, byte[] body) {
        ObjectNode options = StrictJson.objectOf(body);
        CancelTaskRequest request = CancelTaskRequest.newBuilder()
                .setTaskId(idOf(context))
                .setTeamId(caller.team().value())
                .setForce(JsonFields.flag(options, "force", false))
                .setGraceMilliseconds(JsonFields.number(options, "timeout", 0, MAX_GRACE_MILLIS, 0))
                .build();
        reply(context, scheduler.cancelTask(request).chain(presenter::show), TaskJson::bytesOf);
    }

    void delete(RoutingContext context, Caller caller) {
        DeleteTaskRequest request = DeleteTaskRequest.newBuilder()
                .setTaskId(idOf(context))
                .setTeamId(caller.team().value())
                .build();
        task(context, caller, false)
                .chain(task -> scheduler.deleteTask(request).call(() -> forgotten(task)))
                .subscribe()
                .with(deleted -> Replies.noContent(context), failure -> Replies.fail(context, failure));
    }

    /** The task is gone whatever happens to its file, which files-service removes in time. */
    private Uni<Void> forgotten(Task task) {
        return presenter
                .forget(task)
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "a deleted task's output stays for now: taskId=%s, %s",
                        task.getSpec().getTaskId(), failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Task> task(RoutingContext context, Caller caller, boolean statusOnly) {
        return scheduler.getTask(GetTaskRequest.newBuilder()
                .setTaskId(idOf(context))
                .setTeamId(caller.team().value())
                .setStatusOnly(statusOnly)
                .build());
    }

    private static String idOf(RoutingContext context) {
        return TaskErrors.requireId(context.pathParam("id"));
    }

    private static byte[] logsOf(String id, ListLogsReply logs) {
        JsonBytes json = JsonBytes.plain();
        json.beginObject();
        json.name("task_id").string(id);
        json.name("status").number(Statuses.number(logs.getStatus()));
        TaskJson.events(json.name("events"), id, logs.getTransitionsList());
        TaskJson.logs(json.name("logs"), id, logs.getLogsList());
        return json.endObject().toByteArray();
    }

    private static byte[] pageOf(ListTasksRequest request, ListTasksReply reply, List<ShownTask> tasks) {
        JsonBytes json = JsonBytes.plain();
        json.beginObject();
        json.name("items").beginArray();
        tasks.forEach(task -> TaskJson.write(json, task));
        json.endArray();
        json.name("next_cursor").string(reply.getNextCursor());
        json.name("prev_cursor").string(reply.getPreviousCursor());
        json.name("has_next").bool(!reply.getNextCursor().isEmpty());
        json.name("has_previous").bool(!reply.getPreviousCursor().isEmpty());
        json.name("items_per_page").number(request.getLimit());
        json.name("total_items").number(reply.getTotal());
        return json.endObject().toByteArray();
    }

    private static <T> void reply(RoutingContext context, Uni<T> answer, Function<T, byte[]> json) {
        answer.map(json)
                .subscribe()
                .with(bytes -> Replies.ok(context, bytes), failure -> Replies.fail(context, failure));
    }
}
