package dev.hearth.agent.turn;

import dev.hearth.agent.chat.ChatJson;
import dev.hearth.agent.chat.ChatStore;
import dev.hearth.agent.chat.Columns;
import dev.hearth.agent.chat.InvocationStore;
import dev.hearth.agent.chat.MessageStore;
import dev.hearth.agent.chat.StoredJson;
import dev.hearth.agent.chat.Upsert;
import dev.hearth.agent.chat.Writing;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.TurnId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns with all that belongs to them. Whoever writes a turn has read it, and its write changes the turn's row first: it
 * fails with {@link StaleTurnException} if the row has another revision, owner or epoch by then. Locks are taken in the order
 * turn, chat, queued turn.
 */
final class TurnStore {
    private static final String TURN = "select * from agent.turn where id = $1";
    private static final String CALLS = "select * from agent.llm_call where turn_id = $1 order by round";
    private static final String INSERT = """
            insert into agent.turn (id, chat_id, team_id, user_id, agent_version_id, user_message_id, state, stop_requested,
                round, total_tokens, deadline_at, owner, epoch, created_at, updated_at, lease_until)
            values (?, ?, ?, ?, ?, ?, ?, false, ?, ?, ?, ?, ?, ?, ?,
                case when ?::text is not null then clock_timestamp() + ? * interval '1 millisecond' end)
            returning revision
            """;
    private static final String UPDATE = """
            update agent.turn set state = ?, outcome = ?, stop_requested = ?, error = ?, round = ?, total_tokens = ?,
                deadline_at = ?, owner = ?, lease_until = case when ?::text is not null then lease_until end,
                revision = revision + 1, updated_at = ?
            where id = ? and revision = ? and epoch = ? and owner is not distinct from ?
            returning revision
            """;
    private static final String REVISION = "select revision as turn_revision from written";
    private static final String REVISION_AND_CHAT =
            "select w.revision as turn_revision, chat.* from written w left join chat on true";
    private static final Upsert<StoredCall> CALL_ROWS = Upsert.<StoredCall>into("agent.llm_call")
            .text("id", stored -> stored.call().id().value())
            .text("turn_id", stored -> stored.turn().value())
            .text("message_id", stored -> stored.call().message().value())
            .number("round", stored -> stored.call().round())
            .text("status", stored -> ChatJson.name(stored.call().status()))
            .text("usage", stored -> usage(stored.call()))
            .text("error", stored -> Columns.text(stored.call().error()))
            .time("created_at", stored -> stored.call().createdAt())
            .time("settled_at", stored -> stored.call().settledAt())
            .onConflict("""
                    status = excluded.status, usage = excluded.usage, error = excluded.error,
                    settled_at = excluded.settled_at
                    """);
    private static final String NEXT_QUEUED = """
            select * from agent.turn where chat_id = $1 and state = 'queued' order by created_at, id limit 1 for update
            """;
    /** The first message of a chat keeps its place: only messages that have waited are moved. */
    private static final String FIRST = """
            select t.* from agent.message m join agent.turn t on t.id = m.turn_id join agent.chat c on c.id = m.chat_id
            where m.chat_id = $1 and m.position = 0 and (c.deleted_at is null or t.state = 'ended')
            """;

    private static final String TOUCH = "update agent.turn set revision = revision + 1 where id = $1 returning *";

    private TurnStore() {}

    static Uni<Optional<Turn>> find(SqlClient client, TurnId id) {
        return client.preparedQuery(TURN)
                .execute(Tuple.of(id.value()))
                .map(rows -> ChatStore.first(rows, TurnRow::turn));
    }

    /** The turn that a chat began with; empty: there is no such chat, or it was deleted before the turn ended. */
    static Uni<Optional<Turn>> findFirst(SqlClient client, ChatId chat) {
        return client.preparedQuery(FIRST)
                .execute(Tuple.of(chat.value()))
                .map(rows -> ChatStore.first(rows, TurnRow::turn));
    }

    /** Keeps others from writing it until this transaction has ended. */
    static Uni<Optional<Turn>> lock(SqlClient transaction, TurnId id) {
        return transaction
                .preparedQuery(TURN + " for update")
                .execute(Tuple.of(id.value()))
                .map(rows -> ChatStore.first(rows, TurnRow::turn));
    }

    /** Makes whoever holds this turn in memory read it again before it writes. */
    static Uni<Optional<Turn>> touch(SqlClient transaction, TurnId id) {
        return transaction
                .preparedQuery(TOUCH)
                .execute(Tuple.of(id.value()))
                .map(rows -> ChatStore.first(rows, TurnRow::turn));
    }

    /** The turn that waits longest behind another one, locked. */
    static Uni<Optional<Turn>> lockNextQueued(SqlClient transaction, ChatId chat) {
        return transaction
                .preparedQuery(NEXT_QUEUED)
                .execute(Tuple.of(chat.value()))
                .map(rows -> ChatStore.first(rows, TurnRow::turn));
    }

    /** All that belongs to a turn; in one transaction with reading or locking the turn, so that it fits together. */
    static Uni<TurnState> load(SqlClient transaction, Turn turn) {
        return ChatStore.findEvenDeleted(transaction, turn.chat())
                .map(chat -> chat.orElseThrow(() -> new StaleTurnException(turn.id())))
                .chain(chat -> MessageStore.ofTurn(transaction, turn.id())
                        .chain(messages -> InvocationStore.ofTurn(transaction, turn.id())
                                .chain(invocations -> transaction
                                        .preparedQuery(CALLS)
                                        .execute(Tuple.of(turn.id().value()))
                                        .map(rows -> new TurnState(
                                                turn,
                                                chat,
                                                messages,
                                                ChatStore.all(rows, TurnRow::call),
                                                invocations)))));
    }

    /** Stores a new turn with its messages and calls. The chat is stored by the caller. */
    static Uni<Void> insert(SqlClient transaction, TurnState state, Duration lease) {
        Turn turn = state.turn();
        return Writing.ifWritten(
                        INSERT,
                        turn.id().value(),
                        turn.chat().value(),
                        turn.team().value(),
                        turn.user().value(),
                        turn.agentVersion().value(),
                        turn.userMessage().value(),
                        ChatJson.name(turn.phase()),
                        turn.round(),
                        turn.totalTokens(),
                        Columns.time(turn.deadlineAt()),
                        turn.owner(),
                        turn.epoch(),
                        Columns.time(turn.createdAt()),
                        Columns.time(turn.updatedAt()),
                        turn.owner(),
                        lease.toMillis())
                .and("messages", MessageStore.ROWS, state.messages())
                .and("calls", CALL_ROWS, stored(turn, state.calls()))
                .answering(REVISION)
                .execute(transaction)
                .replaceWithVoid();
    }

    /**
     * Stores the difference in one statement, and gives the state at its new revision. It is a transaction of its own unless
     * the client is one.
     */
    static Uni<TurnState> save(SqlClient client, TurnState before, TurnState after) {
        // An ending turn always locks its chat: whether another one waits is asked under that lock.
        boolean withChat =
                after.turn().phase() == TurnPhase.ENDED || !after.chat().equals(before.chat());
        Writing writing = update(before.turn(), after.turn())
                .and("messages", MessageStore.ROWS, changed(before.messages(), after.messages()))
                .and("calls", CALL_ROWS, stored(after.turn(), changed(before.calls(), after.calls())))
                .and("invocations", InvocationStore.ROWS, changed(before.invocations(), after.invocations()));
        return (withChat
                        ? ChatStore.update(writing, after.chat()).answering(REVISION_AND_CHAT)
                        : writing.answering(REVISION))
                .execute(client)
                .map(rows -> {
                    Row row = written(rows, before.turn());
                    TurnState saved = after.with(after.turn().at(row.getLong("turn_revision")));
                    return withChat && row.getString("id") != null ? saved.with(ChatStore.read(row)) : saved;
                });
    }

    /** As {@link #save}, for a turn that waits behind another one: the chat is not its own. */
    static Uni<TurnState> saveQueued(SqlClient client, TurnState before, TurnState after) {
        return update(before.turn(), after.turn())
                .and("messages", MessageStore.ROWS, changed(before.messages(), after.messages()))
                .answering(REVISION)
                .execute(client)
                .map(rows ->
                        after.with(after.turn().at(written(rows, before.turn()).getLong("turn_revision"))));
    }

    /** Locks the turn's row if it is as it was read; nothing else is written if it is not. */
    private static Writing update(Turn before, Turn after) {
        return Writing.ifWritten(
                UPDATE,
                ChatJson.name(after.phase()),
                after.outcome() == null ? null : ChatJson.name(after.outcome()),
                after.stopRequested(),
                Columns.text(after.error()),
                after.round(),
                after.totalTokens(),
                Columns.time(after.deadlineAt()),
                after.owner(),
                after.owner(),
                Columns.time(after.updatedAt()),
                before.id().value(),
                before.revision(),
                before.epoch(),
                before.owner());
    }

    private static Row written(RowSet<Row> rows, Turn before) {
        return ChatStore.first(rows, Function.identity()).orElseThrow(() -> new StaleTurnException(before.id()));
    }

    private record StoredCall(TurnId turn, LlmCall call) {}

    private static List<StoredCall> stored(Turn turn, List<LlmCall> calls) {
        return calls.stream().map(call -> new StoredCall(turn.id(), call)).toList();
    }

    private static @Nullable String usage(LlmCall call) {
        return call.usage() == null ? null : StoredJson.text(call.usage());
    }

    static <T> List<T> changed(List<T> before, List<T> after) {
        return after.stream().filter(item -> !before.contains(item)).toList();
    }
}
