package dev.hearth.scheduler.api;

import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.ListLogsReply;
import dev.hearth.proto.v1.ListTasksReply;
import dev.hearth.proto.v1.ListTasksRequest;
import dev.hearth.scheduler.api.TaskMapper.Detail;
import dev.hearth.scheduler.storage.TaskListing;
import dev.hearth.scheduler.task.TaskStatus;
import dev.hearth.scheduler.task.TaskView;
import java.util.List;
import java.util.stream.Collectors;

/** Between list messages and the domain. */
final class ListMapper {
    private ListMapper() {}

    static TaskListing.Query toQuery(ListTasksRequest request) {
        return new TaskListing.Query(
                new TeamId(request.getTeamId()),
                request.getCursor(),
                request.getLimit(),
                request.getBackward(),
                request.getOldestFirst(),
                request.getStatusesList().stream()
                        .map(status -> TaskStatus.of(status.getNumber()))
                        .collect(Collectors.toUnmodifiableSet()),
                request.getAppId(),
                request.getAppVersionId(),
                request.getFunction());
    }

    static ListTasksReply toMessage(TaskListing.Page page) {
        ListTasksReply.Builder reply = ListTasksReply.newBuilder()
                .setNextCursor(page.nextCursor())
                .setPreviousCursor(page.previousCursor())
                .setTotal(page.total());
        page.tasks()
                .forEach(view -> reply.addTasks(
                        TaskMapper.toMessage(TaskView.of(view.task(), view.version(), List.of()), Detail.FULL)));
        return reply.build();
    }

    static ListLogsReply toLogs(TaskView view) {
        ListLogsReply.Builder reply =
                ListLogsReply.newBuilder().setStatusValue(view.task().status().number());
        view.task().transitions().forEach(transition -> reply.addTransitions(TaskMapper.toMessage(transition)));
        view.logs().forEach(line -> reply.addLogs(TaskMapper.toMessage(line)));
        return reply.build();
    }
}
