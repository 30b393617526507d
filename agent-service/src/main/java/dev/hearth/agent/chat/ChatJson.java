package dev.hearth.agent.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.ids.Id;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Chats, messages and tool invocations as clients see them (wire protocol 5.5). */
public final class ChatJson {
    private ChatJson() {}

    /** @param messages oldest first; empty in streams */
    public static ObjectNode chat(Chat chat, List<FullMessage> messages, List<Chat> children) {
        ObjectNode json = base(chat.id(), chat.createdAt(), chat.updatedAt(), chat.user(), chat.team());
        json.put("visibility", chat.visibility());
        json.put("status", name(chat.status()));
        json.put("name", chat.name());
        json.put("description", chat.description());
        putId(json, "agent_id", chat.agent());
        putId(json, "agent_version_id", chat.agentVersion());
        putId(json, "parent_id", chat.parent());
        ObjectNode context = json.putObject("context");
        chat.context().forEach(context::put);
        json.set("agent_data", AgentDataJson.write(chat.data()));
        if (chat.output() != null) {
            json.set("output", chat.output());
        } else {
            json.putNull("output");
        }
        ArrayNode shown = json.putArray("chat_messages");
        messages.forEach(message -> shown.add(message(message)));
        ArrayNode below = json.putArray("children");
        children.forEach(child -> below.add(chat(child, List.of(), List.of())));
        return json;
    }

    /** The answer of {@code GET /chats/{id}/status}. */
    public static ObjectNode status(Chat chat) {
        return StoredJson.object()
                .put("id", chat.id().value())
                .put("status", name(chat.status()))
                .put("updated_at", chat.updatedAt().toString());
    }

    public static ObjectNode message(FullMessage full) {
        Message message = full.message();
        ObjectNode json = base(message.id(), message.createdAt(), message.updatedAt(), message.user(), message.team());
        json.put("visibility", "private");
        json.put("chat_id", message.chat().value());
        json.put("agent_run_id", message.turn().value());
        json.put("order", message.position());
        json.put("status", name(message.status()));
        json.put("role", name(message.role()));
        json.set("content", ContentJson.write(message.content()));
        putId(json, "task_id", message.llmCall());
        if (message.toolCallId() != null) {
            json.put("tool_call_id", message.toolCallId());
        }
        ArrayNode invocations = json.putArray("tool_invocations");
        full.invocations().forEach(invocation -> invocations.add(invocation(invocation)));
        return json;
    }

    public static ObjectNode invocation(ToolInvocation invocation) {
        ObjectNode json = base(
                invocation.id(), invocation.createdAt(), invocation.updatedAt(), invocation.user(), invocation.team());
        json.put("visibility", "private");
        json.put("chat_id", invocation.chat().value());
        json.put("chat_message_id", invocation.message().value());
        json.put("tool_invocation_id", invocation.callId());
        json.put("type", invocation.type());
        json.put("display_name", invocation.displayName());
        if (invocation.executionId() != null) {
            json.put("execution_id", invocation.executionId());
        }
        ObjectNode function = json.putObject("function");
        function.put("name", invocation.name());
        function.set("arguments", invocation.arguments());
        json.put("status", name(invocation.status()));
        if (invocation.result() != null) {
            json.put("result", invocation.result());
        }
        if (invocation.data() != null) {
            json.set("data", invocation.data());
        }
        if (invocation.widget() != null) {
            json.set("widget", invocation.widget());
        }
        approval(json, invocation);
        putId(json, "mirror_of", invocation.mirrorOf());
        return json;
    }

    /** The name on the wire. */
    public static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static void approval(ObjectNode json, ToolInvocation invocation) {
        if (invocation.approvalExpiresAt() != null) {
            json.put("approval_expires_at", invocation.approvalExpiresAt().toString());
        }
        ToolInvocation.Approval approval = invocation.approval();
        if (approval != null) {
            json.putObject("approval")
                    .put("decision", approval.decision())
                    .put("decided_by", approval.decidedBy())
                    .put("decided_at", approval.decidedAt().toString())
                    .put("reason", approval.reason());
        }
    }

    static ObjectNode base(Id id, Instant createdAt, Instant updatedAt, UserId user, TeamId team) {
        return StoredJson.object()
                .put("id", id.value())
                .put("short_id", id.shortValue())
                .put("created_at", createdAt.toString())
                .put("updated_at", updatedAt.toString())
                .put("user_id", user.value())
                .put("team_id", team.value());
    }

    private static void putId(ObjectNode json, String field, @Nullable Id id) {
        if (id != null) {
            json.put(field, id.value());
        }
    }
}
