package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.calls.AppCall;
import dev.hearth.agent.calls.AppCalls;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.definition.Tool;
import dev.hearth.ids.TaskId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Calls of apps. The task's id was recorded before: submitting it again, after a crash, finds the same task, so that it is
 * never repeated.
 */
@Singleton
class AppTools {
    private final AppCalls calls;
    private final TimeLimits limits;
    private final ToolConfig config;

    AppTools(AppCalls calls, TimeLimits limits, ToolConfig config) {
        this.calls = calls;
        this.limits = limits;
        this.config = config;
    }

    RunningTool start(Tool.App tool, ToolUse use) {
        Duration limit = limits.of(tool.common(), use);
        Caller caller = callerOf(use);
        FollowedTask task = new FollowedTask(calls, caller, taskOf(use), limit, config.cancelLimit());
        AppOutcome outcome =
                new AppOutcome(tool, Math.toIntExact(config.maxResult().asLongValue()));
        return Work.begin(
                tool.common().name(),
                Uni.createFrom()
                        .deferred(() -> task.run(call(tool, use, limit)))
                        .map(outcome::of),
                task::cancel);
    }

    static Caller callerOf(ToolUse use) {
        return new Caller(use.invocation().team(), use.invocation().user());
    }

    private static TaskId taskOf(ToolUse use) {
        String id = use.invocation().executionId();
        if (id == null) {
            throw new IllegalArgumentException(
                    "invocation %s has no task id".formatted(use.invocation().id()));
        }
        return new TaskId(id);
    }

    private static AppCall call(Tool.App tool, ToolUse use, Duration limit) {
        ToolInvocation invocation = use.invocation();
        ObjectNode arguments = invocation.arguments().deepCopy();
        String session = tool.sessionEnabled() ? sessionOf(arguments) : null;
        ObjectNode input = tool.input().deepCopy();
        input.setAll(arguments);
        return new AppCall(
                callerOf(use),
                taskOf(use),
                tool.ref(),
                tool.function(),
                ByteString.copyFromUtf8(input.toString()),
                tool.setup().isEmpty()
                        ? null
                        : ByteString.copyFromUtf8(tool.setup().toString()),
                session,
                Math.max(1, tool.common().maxAttempts() - Math.max(0, invocation.attempt() - 1)),
                Math.toIntExact(Math.max(1, limit.plusMillis(999).toSeconds())),
                invocation.chat(),
                use.chat().agent(),
                use.chat().agentVersion());
    }

    private static @Nullable String sessionOf(ObjectNode arguments) {
        JsonNode session = arguments.remove(AppParameters.SESSION);
        return session == null || session.isNull() || session.asText().isBlank() ? null : session.asText();
    }
}
