package dev.hearth.agent.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.chat.ToolInvocation.Approval;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tool invocations that keep their turn waiting, as the newest clients see them: an interrupt of a run (wire protocol,
 * appendix C). A run is a turn; an interrupt has the id of its invocation.
 */
public final class InterruptJson {
    private InterruptJson() {}

    /** Why its turn waits; empty: it does not, or for no one who would be told. */
    public static Optional<String> reasonOf(ToolInvocation invocation) {
        return switch (invocation.status()) {
            case AWAITING_APPROVAL -> Optional.of("tool_approval");
            case AWAITING_INPUT -> awaitedInput(invocation);
            case PENDING, IN_PROGRESS, COMPLETED, FAILED, CANCELLED -> Optional.empty();
        };
    }

    /** Also one that waits no longer: it was approved, rejected, or nobody said anything. */
    public static ObjectNode write(ToolInvocation invocation) {
        ObjectNode json = ChatJson.base(
                invocation.id(), invocation.createdAt(), invocation.updatedAt(), invocation.user(), invocation.team());
        json.put("run_id", invocation.turn().value());
        json.put("chat_id", invocation.chat().value());
        json.put("reason", reasonOf(invocation).orElse("tool_approval"));
        json.put("source", "tool");
        json.put("resource_id", invocation.id().value());
        json.put("resource_type", "tool_invocation");
        json.put("status", statusOf(invocation));
        Approval approval = invocation.approval();
        boolean isOpen = reasonOf(invocation).isPresent(); // the approval before it was another interrupt
        if (!isOpen && approval != null && approval.decidedBy() != null) {
            json.put("resolution", approval.decision().equals("rejected") ? "deny" : "allow");
            json.put("resolved_at", approval.decidedAt().toString());
        }
        if (invocation.status() == InvocationStatus.AWAITING_APPROVAL && invocation.approvalExpiresAt() != null) {
            json.put("expires_at", invocation.approvalExpiresAt().toString());
        } else if (invocation.status() == InvocationStatus.AWAITING_INPUT && invocation.deadlineAt() != null) {
            json.put("expires_at", invocation.deadlineAt().toString());
        }
        json.putObject("meta")
                .put("tool_invocation_id", invocation.id().value())
                .put("tool_name", invocation.name())
                .set("arguments", invocation.arguments());
        return json;
    }

    /** A hook's receiver answers by its own way. */
    private static Optional<String> awaitedInput(ToolInvocation invocation) {
        if (invocation.widget() != null) {
            return Optional.of("widget");
        }
        return invocation.type().equals("client") ? Optional.of("client_tool") : Optional.empty();
    }

    private static String statusOf(ToolInvocation invocation) {
        if (reasonOf(invocation).isPresent()) {
            return "pending";
        }
        @Nullable Approval approval = invocation.approval();
        if (approval == null) {
            return invocation.status() == InvocationStatus.CANCELLED ? "cancelled" : "resolved";
        }
        return approval.decision().equals("expired") ? "expired" : "resolved";
    }
}
