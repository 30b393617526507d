package dev.hearth.agent.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.ToolInvocationId;
import dev.hearth.ids.TurnId;
import dev.hearth.ids.UserId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table of tool invocations. */
public final class InvocationStore {
    private static final String FIND = "select * from agent.tool_invocation where id = $1";
    private static final String OF_TURN =
            "select * from agent.tool_invocation where turn_id = $1 order by created_at, position";
    private static final String OF_MESSAGES =
            "select * from agent.tool_invocation where message_id = any($1) order by message_id, position";
    private static final String REFERRED = """
            (select * from agent.tool_invocation where id >= $1 and id <= $2 and ($3::text is null or team_id = $3)
                and ($4::text is null or chat_id = $4))
            union all
            (select * from agent.tool_invocation where call_id = $1 and team_id = $3
                and ($4::text is null or chat_id = $4) and status not in ('completed', 'failed', 'cancelled')
                order by mirror_of is not null, created_at desc limit 1)
            union all
            (select * from agent.tool_invocation where call_id = $1 and team_id = $3
                and ($4::text is null or chat_id = $4)
                order by created_at desc limit 1)
            limit 1
            """;
    private static final String MIRRORS = "select * from agent.tool_invocation where mirror_of = $1";
    private static final String EXPIRED = """
            select * from agent.tool_invocation
            where status in ('awaiting_input', 'awaiting_approval') and least(deadline_at, approval_expires_at) <= $1
            order by least(deadline_at, approval_expires_at) limit $2
            """;
    /** Inserts new ones, changes those that are there. */
    public static final Upsert<ToolInvocation> ROWS = Upsert.<ToolInvocation>into("agent.tool_invocation")
            .text("id", invocation -> invocation.id().value())
            .text("chat_id", invocation -> invocation.chat().value())
            .text("turn_id", invocation -> invocation.turn().value())
            .text("message_id", invocation -> invocation.message().value())
            .text("team_id", invocation -> invocation.team().value())
            .text("user_id", invocation -> invocation.user().value())
            .number("position", ToolInvocation::position)
            .text("call_id", invocation -> Columns.text(invocation.callId()))
            .text("type", ToolInvocation::type)
            .text("name", invocation -> Columns.text(invocation.name()))
            .text("display_name", invocation -> Columns.text(invocation.displayName()))
            .text("arguments", invocation -> StoredJson.text(invocation.arguments()))
            .text("status", invocation -> ChatJson.name(invocation.status()))
            .number("attempt", ToolInvocation::attempt)
            .text("execution_id", ToolInvocation::executionId)
            .text("result", invocation -> Columns.text(invocation.result()))
            .text("data", invocation -> StoredJson.textOrNull(invocation.data()))
            .text("widget", invocation -> StoredJson.textOrNull(invocation.widget()))
            .time("deadline_at", ToolInvocation::deadlineAt)
            .time("approval_expires_at", ToolInvocation::approvalExpiresAt)
            .text("decision", invocation -> ofApproval(invocation, ToolInvocation.Approval::decision))
            .text("decided_by", invocation -> ofApproval(invocation, ToolInvocation.Approval::decidedBy))
            .time("decided_at", invocation -> ofApproval(invocation, ToolInvocation.Approval::decidedAt))
            .text("reason", invocation -> Columns.text(ofApproval(invocation, ToolInvocation.Approval::reason)))
            .text("mirror_of", invocation -> Columns.id(invocation.mirrorOf()))
            .time("created_at", ToolInvocation::createdAt)
            .time("updated_at", ToolInvocation::updatedAt)
            .time("settled_at", invocation -> invocation.status().isFinal() ? invocation.updatedAt() : null)
            .onConflict("""
                    status = excluded.status, attempt = excluded.attempt, execution_id = excluded.execution_id,
                    result = excluded.result, data = excluded.data, widget = excluded.widget,
                    deadline_at = excluded.deadline_at, approval_expires_at = excluded.approval_expires_at,
                    decision = excluded.decision, decided_by = excluded.decided_by, decided_at = excluded.decided_at,
                    reason = excluded.reason, settled_at = excluded.settled_at,
                    updated_at = greatest(excluded.updated_at, agent.tool_invocation.updated_at + interval '1 microsecond')
                    """);

    private InvocationStore() {}

    public static Uni<Optional<ToolInvocation>> find(SqlClient client, ToolInvocationId id) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(id.value()))
                .map(rows -> ChatStore.first(rows, InvocationStore::read));
    }

    /**
     * By id, short id, or the LLM's id; of several with one LLM's id an open one is preferred, then the newest.
     *
     * @param team null only where the id alone was proved to be the caller's business
     * @param chat null: any
     */
    public static Uni<Optional<ToolInvocation>> find(
            SqlClient client, @Nullable TeamId team, @Nullable ChatId chat, String reference) {
        String last = reference.length() == 8 ? reference + "~" : reference;
        return client.preparedQuery(REFERRED)
                .execute(Tuple.of(reference, last, Columns.id(team), Columns.id(chat)))
                .map(rows -> ChatStore.first(rows, InvocationStore::read));
    }

    public static Uni<List<ToolInvocation>> ofTurn(SqlClient client, TurnId turn) {
        return client.preparedQuery(OF_TURN)
                .execute(Tuple.of(turn.value()))
                .map(rows -> ChatStore.all(rows, InvocationStore::read));
    }

    public static Uni<List<ToolInvocation>> ofMessages(SqlClient client, List<Message> messages) {
        String[] ids = messages.stream()
                .filter(message -> message.role() == MessageRole.ASSISTANT)
                .map(message -> message.id().value())
                .toArray(String[]::new);
        return ids.length == 0
                ? Uni.createFrom().item(List.of())
                : client.preparedQuery(OF_MESSAGES)
                        .execute(Tuple.of((Object) ids))
                        .map(rows -> ChatStore.all(rows, InvocationStore::read));
    }

    /** Those that show this one in the parent's chat. */
    public static Uni<List<ToolInvocation>> mirrors(SqlClient client, ToolInvocationId id) {
        return client.preparedQuery(MIRRORS)
                .execute(Tuple.of(id.value()))
                .map(rows -> ChatStore.all(rows, InvocationStore::read));
    }

    /** Those whose wait has lasted too long. */
    public static Uni<List<ToolInvocation>> expired(SqlClient client, Instant now, int limit) {
        return client.preparedQuery(EXPIRED)
                .execute(Tuple.of(Columns.time(now), limit))
                .map(rows -> ChatStore.all(rows, InvocationStore::read));
    }

    private static <T> @Nullable T ofApproval(
            ToolInvocation invocation, Function<ToolInvocation.Approval, @Nullable T> value) {
        ToolInvocation.Approval approval = invocation.approval();
        return approval == null ? null : value.apply(approval);
    }

    private static ToolInvocation read(Row row) {
        String decision = row.getString("decision");
        String mirror = row.getString("mirror_of");
        return new ToolInvocation(
                new ToolInvocationId(row.getString("id")),
                new ChatId(row.getString("chat_id")),
                new TurnId(row.getString("turn_id")),
                new MessageId(row.getString("message_id")),
                new TeamId(row.getString("team_id")),
                new UserId(row.getString("user_id")),
                row.getInteger("position"),
                row.getString("call_id"),
                row.getString("type"),
                row.getString("name"),
                row.getString("display_name"),
                (ObjectNode) StoredJson.read(row.getString("arguments")),
                Columns.value(InvocationStatus.class, row.getString("status")),
                row.getInteger("attempt"),
                row.getString("execution_id"),
                row.getString("result"),
                StoredJson.readOrNull(row.getString("data")),
                StoredJson.readOrNull(row.getString("widget")),
                Columns.timeOrNull(row, "deadline_at"),
                Columns.timeOrNull(row, "approval_expires_at"),
                decision == null
                        ? null
                        : new ToolInvocation.Approval(
                                decision,
                                row.getString("decided_by"),
                                Columns.time(row, "decided_at"),
                                row.getString("reason")),
                mirror == null ? null : new ToolInvocationId(mirror),
                Columns.time(row, "created_at"),
                Columns.time(row, "updated_at"));
    }
}
