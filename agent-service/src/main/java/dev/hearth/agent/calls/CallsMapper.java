package dev.hearth.agent.calls;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.hearth.agent.access.Caller;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.Id;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.CallRequest;
import dev.hearth.proto.v1.CancelTaskRequest;
import dev.hearth.proto.v1.DescribeCallRequest;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.SubmitAndWatchCallRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.proto.v1.WatchOptions;
import dev.hearth.proto.v1.WatchRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls and tasks, to and from their messages. */
final class CallsMapper {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CallsMapper() {}

    static DescribeCallRequest toDescribe(Caller caller, String app, @Nullable String function) {
        return DescribeCallRequest.newBuilder()
                .setCaller(caller.toProto())
                .setApp(app)
                .setFunction(orEmpty(function))
                .build();
    }

    static CallTarget toTarget(dev.hearth.proto.v1.CallTarget target) {
        return new CallTarget(
                new AppId(target.getAppId()),
                new AppVersionId(target.getAppVersionId()),
                target.getAppName(),
                target.getFunction(),
                target.getDescription(),
                toSchema(target.getInputSchema()),
                toSchema(target.getOutputSchema()),
                target.hasUnmet()
                        ? new CallTarget.Unmet(
                                target.getUnmet().getMessage(),
                                target.getUnmet().getList())
                        : null);
    }

    static SubmitAndWatchCallRequest toSubmission(AppCall call, WatchOptions options) {
        CallRequest request = CallRequest.newBuilder()
                .setCaller(call.caller().toProto())
                .setTaskId(call.task().value())
                .setApp(call.app())
                .setFunction(orEmpty(call.function()))
                .setInput(call.input())
                .setSetup(call.setup() == null ? ByteString.EMPTY : call.setup())
                .setSession(orEmpty(call.session()))
                .setMaxAttempts(call.maxAttempts())
                .setMaxRunSeconds(call.maxRunSeconds())
                .setChatId(orEmpty(call.chat()))
                .setAgentId(orEmpty(call.agent()))
                .setAgentVersionId(orEmpty(call.agentVersion()))
                .build();
        return SubmitAndWatchCallRequest.newBuilder()
                .setCall(request)
                .setOptions(options)
                .build();
    }

    static WatchOptions toOptions(TaskListener listener) {
        return WatchOptions.newBuilder()
                .setOutputs(!listener.equals(TaskListener.NONE))
                .setOmitInput(true)
                .build();
    }

    static WatchRequest toWatch(Caller caller, TaskId task, TaskListener listener) {
        return WatchRequest.newBuilder()
                .setTaskId(task.value())
                .setTeamId(caller.team().value())
                .setOptions(toOptions(listener))
                .build();
    }

    static CancelTaskRequest toCancel(Caller caller, TaskId task, boolean force, Duration grace) {
        return CancelTaskRequest.newBuilder()
                .setTaskId(task.value())
                .setTeamId(caller.team().value())
                .setForce(force)
                .setGraceMilliseconds(Math.toIntExact(grace.toMillis()))
                .build();
    }

    static GetTaskRequest toGet(Caller caller, TaskId task) {
        return GetTaskRequest.newBuilder()
                .setTaskId(task.value())
                .setTeamId(caller.team().value())
                .build();
    }

    static CalledTask toTask(Task task) {
        return new CalledTask(
                new TaskId(task.getSpec().getTaskId()),
                toStatus(task.getStatus()),
                task.hasOutput() ? task.getOutput() : null,
                orNull(task.getError()),
                orNull(task.getErrorCode()),
                orNull(task.getSpec().getSession().getSessionId()));
    }

    private static CalledTask.Status toStatus(TaskStatus status) {
        return switch (status) {
            case TASK_STATUS_COMPLETED -> CalledTask.Status.COMPLETED;
            case TASK_STATUS_FAILED -> CalledTask.Status.FAILED;
            case TASK_STATUS_CANCELLED -> CalledTask.Status.CANCELLED;
            default -> CalledTask.Status.LIVE;
        };
    }

    /** Schemas were made and stored by the gateway: one that is no object is a bug. */
    private static @Nullable ObjectNode toSchema(ByteString schema) {
        if (schema.isEmpty()) {
            return null;
        }
        try {
            return (ObjectNode) JSON.readTree(schema.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("a schema from the gateway is not JSON", e);
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String orEmpty(@Nullable Id id) {
        return id == null ? "" : id.value();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
