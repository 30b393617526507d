package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.hearth.agent.calls.CalledTask;
import dev.hearth.agent.chat.StoredJson;
import dev.hearth.agent.definition.Tool;
import dev.hearth.errors.TaskErrorCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the end of an app tool's task means. */
final class AppOutcome {
    private final Tool.App tool;
    private final int maxResult;

    AppOutcome(Tool.App tool, int maxResult) {
        this.tool = tool;
        this.maxResult = maxResult;
    }

    ToolOutcome of(FollowedTask.End end) {
        return switch (end) {
            case FollowedTask.End.Ended(CalledTask task) -> of(task);
            case FollowedTask.End.TooLate(var limit) ->
                new ToolOutcome.Failed(
                        "%s took longer than %d ms and was cancelled.".formatted(tool.ref(), limit.toMillis()),
                        false,
                        true);
            case FollowedTask.End.Lost(var limit) ->
                new ToolOutcome.Failed(
                        "%s took longer than %d ms, and nobody answers what became of it."
                                .formatted(tool.ref(), limit.toMillis()),
                        true,
                        true);
        };
    }

    private ToolOutcome of(CalledTask task) {
        return switch (task.status()) {
            case COMPLETED -> done(task);
            case FAILED -> failed(task);
            case CANCELLED, LIVE -> new ToolOutcome.Failed("%s was cancelled.".formatted(tool.ref()), false, false);
        };
    }

    private ToolOutcome done(CalledTask task) {
        ByteString output = task.output() == null ? ByteString.copyFromUtf8("null") : task.output();
        if (output.size() > maxResult) {
            return tooLarge(task, output);
        }
        String text = output.toStringUtf8();
        JsonNode json = StoredJson.parse(text).orElse(null);
        if (json == null) { // nested too deeply to be shown as JSON
            return new ToolOutcome.Done(sessionLine(task) + text, null, null, null);
        }
        JsonNode shown = tool.sessionEnabled() && task.session() != null ? withSession(json, task.session()) : json;
        return new ToolOutcome.Done(shown.toString(), shown, null, null);
    }

    /** The whole is the task's output, which the invocation's execution id leads to. */
    private ToolOutcome tooLarge(CalledTask task, ByteString output) {
        return ToolOutcome.Done.of(sessionLine(task) + AnswerText.beginning(output, maxResult));
    }

    private ToolOutcome failed(CalledTask task) {
        String code = Objects.requireNonNullElse(task.errorCode(), "");
        String error = Objects.requireNonNullElse(task.error(), "no reason was given");
        boolean unknown = code.equals(TaskErrorCode.ENGINE_LOST.name());
        boolean final_ =
                unknown || code.equals(TaskErrorCode.INVALID_INPUT.name()) || code.equals(TaskErrorCode.REFUSED.name());
        return new ToolOutcome.Failed(
                "%s failed%s: %s".formatted(tool.ref(), code.isEmpty() ? "" : " (" + code + ")", error),
                unknown,
                !final_);
    }

    private String sessionLine(CalledTask task) {
        return tool.sessionEnabled() && task.session() != null ? "session_id: " + task.session() + "\n" : "";
    }

    private static ObjectNode withSession(JsonNode output, @Nullable String session) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode().put("session_id", session);
        if (output instanceof ObjectNode object) {
            shown.setAll(object);
        } else {
            shown.set("output", output);
        }
        return shown;
    }
}
