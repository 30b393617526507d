package dev.hearth.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.hearth.errors.ErrorCode;
import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.DeleteTaskRequest;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.ListTasksReply;
import dev.hearth.proto.v1.ListTasksRequest;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TasksGrpc;
import dev.hearth.scheduler.testing.TaskSpecs;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of tasks, and who finds and deletes one. */
@QuarkusTest
class TaskListTest extends TasksTest {
    @Test
    void anotherTeamDoesNotFindTheTask() {
        TaskSpec spec = nowhere().build();
        scheduler.submit(spec);

        assertThatThrownBy(() -> scheduler
                        .tasks()
                        .getTask(GetTaskRequest.newBuilder()
                                .setTaskId(spec.getTaskId())
                                .setTeamId("another")
                                .build()))
                .satisfies(failure -> assertThat(codeOf(failure)).contains(ErrorCode.NOT_FOUND));
    }

    @Test
    void deletesAFinalTaskAndNoOther() {
        TaskSpec spec = nowhere().build();
        scheduler.submit(spec);
        DeleteTaskRequest delete =
                DeleteTaskRequest.newBuilder().setTaskId(spec.getTaskId()).build();
        assertThatThrownBy(() -> scheduler.tasks().deleteTask(delete))
                .satisfies(failure -> assertThat(codeOf(failure)).contains(ErrorCode.CONFLICT));
        cancel(spec);

        scheduler.tasks().deleteTask(delete);

        assertThatThrownBy(() -> scheduler.get(spec.getTaskId()))
                .satisfies(failure -> assertThat(codeOf(failure)).contains(ErrorCode.NOT_FOUND));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nonsense", "2026-01-01T00:00:00Z/", "2026-01-01T00:00:00Z/a\0b", "+999999999-12-31T23:59:59Z/ID"
            })
    void aCursorThatNoPageGaveIsRefused(String position) {
        String cursor = Base64.getUrlEncoder()
                .encodeToString(position.replace("ID", Ids.random()).getBytes(StandardCharsets.UTF_8));
        ListTasksRequest request = ListTasksRequest.newBuilder()
                .setTeamId(Ids.random())
                .setLimit(1)
                .setCursor(cursor)
                .build();

        assertThatThrownBy(() -> scheduler.tasks().listTasks(request))
                .satisfies(failure -> assertThat(codeOf(failure)).contains(ErrorCode.INVALID_REQUEST));
    }

    @Test
    void aPageOfLargeTasksEndsEarlyAndTheNextGoesOn() {
        TaskSpec first =
                nowhere().setInput(ByteString.copyFrom(new byte[7 << 19])).build();
        List<TaskSpec> specs = Stream.iterate(
                        first, spec -> TaskSpecs.like(spec).build())
                .limit(6)
                .toList();
        specs.forEach(scheduler::submit);
        ListTasksRequest request = ListTasksRequest.newBuilder()
                .setTeamId(first.getTeamId())
                .setLimit(50)
                .build();

        var tasks = scheduler.tasks().withMaxInboundMessageSize(32 << 20);
        ListTasksReply newest = tasks.listTasks(request);
        ListTasksReply older = tasks.listTasks(
                request.toBuilder().setCursor(newest.getNextCursor()).build());

        assertThat(idsOf(newest))
                .containsExactlyElementsOf(specs.reversed().subList(0, 4).stream()
                        .map(TaskSpec::getTaskId)
                        .toList());
        assertThat(idsOf(older))
                .containsExactlyElementsOf(specs.reversed().subList(4, 6).stream()
                        .map(TaskSpec::getTaskId)
                        .toList());
        assertThat(older.getNextCursor()).isEmpty();
    }

    @Test
    void listsATeamsTasksPageByPage() {
        TaskSpec first = nowhere().build();
        List<TaskSpec> specs = Stream.concat(
                        Stream.of(first),
                        Stream.generate(() -> TaskSpecs.like(first).build()).limit(4))
                .toList();
        specs.forEach(scheduler::submit);
        ListTasksRequest request = ListTasksRequest.newBuilder()
                .setTeamId(first.getTeamId())
                .setLimit(2)
                .build();

        ListTasksReply newest = scheduler.tasks().listTasks(request);
        ListTasksReply older = scheduler
                .tasks()
                .listTasks(request.toBuilder().setCursor(newest.getNextCursor()).build());
        ListTasksReply back = scheduler
                .tasks()
                .listTasks(request.toBuilder()
                        .setCursor(older.getPreviousCursor())
                        .setBackward(true)
                        .build());

        assertThat(newest.getTotal()).isEqualTo(5);
        assertThat(idsOf(newest))
                .containsExactly(specs.get(4).getTaskId(), specs.get(3).getTaskId());
        assertThat(idsOf(older))
                .containsExactly(specs.get(2).getTaskId(), specs.get(1).getTaskId());
        assertThat(idsOf(back)).isEqualTo(idsOf(newest));
        assertThat(newest.getPreviousCursor()).isEmpty();
    }

    @Test
    void aCallWithoutACredentialIsRefused() {
        TasksGrpc.TasksBlockingStub stranger = TasksGrpc.newBlockingStub(scheduler.channel());

        assertThatThrownBy(() -> stranger.getTask(GetTaskRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
    }

    private static List<String> idsOf(ListTasksReply reply) {
        return reply.getTasksList().stream()
                .map(task -> task.getSpec().getTaskId())
                .toList();
    }
}
