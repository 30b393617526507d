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
    /** Being performed, once more; the id of what performs it is chosen. */
    public ToolInvocation started(String execution, Instant deadline, Instant now) {
        return copy(
                InvocationStatus.IN_PROGRESS,
                attempt + 1,
                execution,
                result,
                data,
                widget,
                deadline,
                null,
                approval,
                now);
    }

    /** Waits for somebody's answer until a deadline. */
    public ToolInvocation awaitingInput(@Nullable JsonNode shown, Instant deadline, Instant now) {
        return copy(
                InvocationStatus.AWAITING_INPUT,
                attempt,
                executionId,
                result,
                data,
                shown,
                deadline,
                null,
                approval,
                now);
    }

    public ToolInvocation awaitingApproval(Instant expiry, Instant now) {
        return copy(
                InvocationStatus.AWAITING_APPROVAL,
                attempt,
                executionId,
                result,
                data,
                widget,
                null,
                expiry,
                approval,
                now);
    }

    /** Somebody decided: it may start. */
    public ToolInvocation approved(Approval by, Instant now) {
        return copy(InvocationStatus.PENDING, attempt, executionId, result, data, widget, null, null, by, now);
    }

    /** Somebody decided: it will not be performed, and the LLM is told so. */
    public ToolInvocation refused(Approval by, String told, Instant now) {
        return copy(InvocationStatus.CANCELLED, attempt, executionId, told, data, widget, null, null, by, now);
    }

    public ToolInvocation completed(String told, @Nullable JsonNode json, @Nullable JsonNode shown, Instant now) {
        return settled(InvocationStatus.COMPLETED, told, json, shown, now);
    }

    public ToolInvocation failed(String told, @Nullable JsonNode json, Instant now) {
        return settled(InvocationStatus.FAILED, told, json, widget, now);
    }

    public ToolInvocation cancelled(String told, Instant now) {
        return cancelled(told, data, now);
    }

    public ToolInvocation cancelled(String told, @Nullable JsonNode json, Instant now) {
        return settled(InvocationStatus.CANCELLED, told, json, widget, now);
    }

    /** As the one that this one shows. */
    public ToolInvocation settledAs(ToolInvocation original, Instant now) {
        return copy(
                original.status,
                attempt,
                executionId,
                original.result,
                original.data,
                widget,
                null,
                null,
                original.approval,
                now);
    }

    private ToolInvocation settled(
            InvocationStatus last, String told, @Nullable JsonNode json, @Nullable JsonNode shown, Instant now) {
        return copy(last, attempt, executionId, told, json, shown, null, null, approval, now);
    }

    private ToolInvocation copy(
            InvocationStatus next,
            int attempts,
            @Nullable String execution,
            @Nullable String told,
            @Nullable JsonNode json,
            @Nullable JsonNode shown,
            @Nullable Instant deadline,
            @Nullable Instant expiry,
            @Nullable Approval decision,
            Instant now) {
        if (!status.successors().contains(next)) {
            throw new IllegalStateException("invocation %s cannot become %s from %s".formatted(id, next, status));
        }
        return new ToolInvocation(
                id,
                chat,
                turn,
                message,
                team,
                user,
                position,
                callId,
                type,
                name,
                displayName,
                arguments,
                next,
                attempts,
                execution,
                told,
                json,
                shown,
                deadline,
                expiry,
                decision,
                mirrorOf,
                createdAt,
                now);
    }

    /** Who decided about an approval, and when. */
    public record Approval(
            String decision,
            @Nullable String decidedBy,
            Instant decidedAt,
            @Nullable String reason) {}
}
