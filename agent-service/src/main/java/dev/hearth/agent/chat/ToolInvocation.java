package dev.hearth.agent.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.ToolInvocationId;
import dev.hearth.ids.TurnId;
import dev.hearth.ids.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One use of a tool, from the agent's request over approval to the result.
 *
 * @param position among the calls of its message, from 0
 * @param callId the LLM's id
 * @param type as on the wire: client, app, agent, hook, http, call, internal
 * @param attempt how often it was started
 * @param executionId the task or child chat that performs it, chosen before it starts
 * @param mirrorOf a child chat's client tool that this one shows: answering this one answers that one
 * @param deadlineAt when the work, or the wait for an answer, is given up
 */
public record ToolInvocation(
        ToolInvocationId id,
        ChatId chat,
        TurnId turn,
        MessageId message,
        TeamId team,
        UserId user,
        int position,
        String callId,
        String type,
        String name,
        String displayName,
        ObjectNode arguments,
        InvocationStatus status,
        int attempt,
        @Nullable String executionId,
        @Nullable String result,
        @Nullable JsonNode data,
        @Nullable JsonNode widget,
        @Nullable Instant deadlineAt,
        @Nullable Instant approvalExpiresAt,
        @Nullable Approval approval,
        @Nullable ToolInvocationId mirrorOf,
        Instant createdAt,
        Instant updatedAt) {
    /** Who decided about an approval, and when. */
    public record Approval(
            String decision,
            @Nullable String decidedBy,
            Instant decidedAt,
            @Nullable String reason) {}
}
