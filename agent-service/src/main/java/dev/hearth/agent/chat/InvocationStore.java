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
                and ($4::text is null or chat_id = $4)
                order by (status in ('completed', 'failed', 'cancelled')), mirror_of is not null, created_at desc limit 1)
            limit 1
            """;
    private static final String MIRRORS = "select * from agent.tool_invocation where mirror_of = $1";
    private static final String EXPIRED = """
            select * from agent.tool_invocation
            where status in ('awaiting_input', 'awaiting_approval') and least(deadline_at, approval_expires_at) <= $1
            order by least(deadline_at, approval_expires_at) limit $2
            """;
    private static final String SAVE = """
            insert into agent.tool_invocation (id, chat_id, turn_id, message_id, team_id, user_id, position, call_id, type,
                name, display_name, arguments, status, attempt, execution_id, result, data, widget, deadline_at,
                approval_expires_at, decision, decided_by, decided_at, reason, mirror_of, created_at, updated_at, settled_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
                $24, $25, $26, $27, $28)
            on conflict (id) do update set status = excluded.status, attempt = excluded.attempt,
                execution_id = excluded.execution_id, result = excluded.result, data = excluded.data,
                widget = excluded.widget, deadline_at = excluded.deadline_at,
                approval_expires_at = excluded.approval_expires_at, decision = excluded.decision,
                decided_by = excluded.decided_by, decided_at = excluded.decided_at, reason = excluded.reason,
                updated_at = greatest(excluded.updated_at, agent.tool_invocation.updated_at + interval '1 microsecond'),
                settled_at = excluded.settled_at
            """;

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

    /** Inserts new ones, changes those that are there. */
    public static Uni<Void> save(SqlClient client, List<ToolInvocation> invocations) {
        return invocations.isEmpty()
                ? Uni.createFrom().voidItem()
                : client.preparedQuery(SAVE)
                        .executeBatch(
                                invocations.stream().map(InvocationStore::tuple).toList())
                        .replaceWithVoid();
    }

    private static Tuple tuple(ToolInvocation invocation) {
        ToolInvocation.Approval approval = invocation.approval();
        return ChatStore.tuple(
                invocation.id().value(),
                invocation.chat().value(),
                invocation.turn().value(),
                invocation.message().value(),
                invocation.team().value(),
                invocation.user().value(),
                invocation.position(),
                Columns.text(invocation.callId()),
                invocation.type(),
                Columns.text(invocation.name()),
                Columns.text(invocation.displayName()),
                StoredJson.text(invocation.arguments()),
                ChatJson.name(invocation.status()),
                invocation.attempt(),
                invocation.executionId(),
                Columns.text(invocation.result()),
                StoredJson.textOrNull(invocation.data()),
                StoredJson.textOrNull(invocation.widget()),
                Columns.time(invocation.deadlineAt()),
                Columns.time(invocation.approvalExpiresAt()),
                approval == null ? null : approval.decision(),
                approval == null ? null : approval.decidedBy(),
                approval == null ? null : Columns.time(approval.decidedAt()),
                approval == null ? null : Columns.text(approval.reason()),
                Columns.id(invocation.mirrorOf()),
                Columns.time(invocation.createdAt()),
                Columns.time(invocation.updatedAt()),
                invocation.status().isFinal() ? Columns.time(invocation.updatedAt()) : null);
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
