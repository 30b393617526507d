package dev.hearth.agent.turn;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatJson;
import dev.hearth.agent.chat.ChatStore;
import dev.hearth.agent.chat.Columns;
import dev.hearth.agent.chat.InvocationStore;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageStore;
import dev.hearth.agent.chat.StoredJson;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.TurnId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
                round, total_tokens, deadline_at, owner, epoch, lease_until, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, false, $8, $9, $10, $11, $12,
                case when $11::text is not null then clock_timestamp() + $15 * interval '1 millisecond' end, $13, $14)
            """;
    private static final String UPDATE = """
            update agent.turn set state = $5, outcome = $6, stop_requested = $7, error = $8, round = $9, total_tokens = $10,
                deadline_at = $11, owner = $12, lease_until = case when $12::text is not null then lease_until end,
                revision = revision + 1, updated_at = $13
            where id = $1 and revision = $2 and epoch = $3 and owner is not distinct from $4
            returning revision
            """;
    private static final String SAVE_CALL = """
            insert into agent.llm_call (id, turn_id, message_id, round, status, usage, error, created_at, settled_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (id) do update set status = excluded.status, usage = excluded.usage, error = excluded.error,
                settled_at = excluded.settled_at
            """;
    private static final String NEXT_QUEUED = """
            select * from agent.turn where chat_id = $1 and state = 'queued' order by created_at, id limit 1 for update
            """;
    private static final String TOUCH = "update agent.turn set revision = revision + 1 where id = $1 returning *";

    private TurnStore() {}

    static Uni<Optional<Turn>> find(SqlClient client, TurnId id) {
        return client.preparedQuery(TURN)
                .execute(Tuple.of(id.value()))
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
        return transaction
                .preparedQuery(INSERT)
                .execute(ChatStore.tuple(
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
                        lease.toMillis()))
                .chain(_ -> MessageStore.save(transaction, state.messages()))
                .chain(_ -> saveCalls(transaction, turn.id(), state.calls()));
    }

    /** Stores the difference, and gives the state at its new revision. */
    static Uni<TurnState> save(SqlClient transaction, TurnState before, TurnState after) {
        List<Message> messages = changed(before.messages(), after.messages());
        List<LlmCall> calls = changed(before.calls(), after.calls());
        List<ToolInvocation> invocations = changed(before.invocations(), after.invocations());
        // The connection keeps their order: none waits for the answer to the one before it.
        return update(transaction, before.turn(), after.turn())
                .chain(turn -> Uni.combine()
                        .all()
                        .unis(
                                MessageStore.save(transaction, messages),
                                saveCalls(transaction, turn.id(), calls),
                                InvocationStore.save(transaction, invocations),
                                saveChat(transaction, before, after))
                        .collectFailures()
                        .with((_, _, _, chat) -> after.with(turn).with(chat)));
    }

    /** As {@link #save}, for a turn that waits behind another one: the chat is not its own. */
    static Uni<TurnState> saveQueued(SqlClient transaction, TurnState before, TurnState after) {
        List<Message> messages = changed(before.messages(), after.messages());
        return update(transaction, before.turn(), after.turn())
                .call(_ -> MessageStore.save(transaction, messages))
                .map(after::with);
    }

    private static Uni<Turn> update(SqlClient transaction, Turn before, Turn after) {
        return transaction
                .preparedQuery(UPDATE)
                .execute(ChatStore.tuple(
                        before.id().value(),
                        before.revision(),
                        before.epoch(),
                        before.owner(),
                        ChatJson.name(after.phase()),
                        after.outcome() == null ? null : ChatJson.name(after.outcome()),
                        after.stopRequested(),
                        Columns.text(after.error()),
                        after.round(),
                        after.totalTokens(),
                        Columns.time(after.deadlineAt()),
                        after.owner(),
                        Columns.time(after.updatedAt())))
                .map(rows -> after.at(ChatStore.first(rows, row -> row.getLong("revision"))
                        .orElseThrow(() -> new StaleTurnException(before.id()))));
    }

    /** An ending turn always locks its chat: whether another one waits is asked under that lock. */
    private static Uni<Chat> saveChat(SqlClient transaction, TurnState before, TurnState after) {
        boolean ends = after.turn().phase() == TurnPhase.ENDED;
        return ends || !after.chat().equals(before.chat())
                ? ChatStore.update(transaction, after.chat())
                : Uni.createFrom().item(after.chat());
    }

    private static Uni<Void> saveCalls(SqlClient transaction, TurnId turn, List<LlmCall> calls) {
        return calls.isEmpty()
                ? Uni.createFrom().voidItem()
                : transaction
                        .preparedQuery(SAVE_CALL)
                        .executeBatch(calls.stream()
                                .map(call -> ChatStore.tuple(
                                        call.id().value(),
                                        turn.value(),
                                        call.message().value(),
                                        call.round(),
                                        ChatJson.name(call.status()),
                                        call.usage() == null ? null : StoredJson.text(call.usage()),
                                        Columns.text(call.error()),
                                        Columns.time(call.createdAt()),
                                        Columns.time(call.settledAt())))
                                .toList())
                        .replaceWithVoid();
    }

    static <T> List<T> changed(List<T> before, List<T> after) {
        return after.stream().filter(item -> !before.contains(item)).toList();
    }
}
