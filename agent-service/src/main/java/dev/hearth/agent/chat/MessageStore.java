package dev.hearth.agent.chat;

import dev.hearth.ids.ChatId;
import dev.hearth.ids.LlmCallId;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.TurnId;
import dev.hearth.ids.UserId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** The table of messages; each is read with the id of its LLM call. */
public final class MessageStore {
    private static final String SELECT = """
            select m.*, c.id as llm_call_id from agent.message m left join agent.llm_call c on c.message_id = m.id
            """;
    private static final String FIND = SELECT + "where m.id = $1 and m.team_id = $2";
    private static final String OF_TURN = SELECT + "where m.turn_id = $1 order by m.position";
    /** The newest ones until they, with what their tools were told and said, are larger than a page; at least one. */
    private static final String PAGE = """
            select w.*, c.id as llm_call_id,
                (select min(o.position) from agent.message o where o.chat_id = $1) as oldest_position
            from (
                select m.*, sum(octet_length(m.content) + coalesce((
                        select sum(octet_length(i.arguments) + coalesce(octet_length(i.result), 0)
                            + coalesce(octet_length(i.data), 0))
                        from agent.tool_invocation i where i.message_id = m.id), 0))
                    over (order by m.position desc rows between unbounded preceding and 1 preceding) as newer_bytes
                from (
                    select * from agent.message where chat_id = $1 and position < $2 order by position desc limit $3
                ) m
            ) w left join agent.llm_call c on c.message_id = w.id
            where coalesce(w.newer_bytes, 0) < $4 order by w.position desc
            """;

    private static final String HISTORY = """
            select w.*, c.id as llm_call_id from (
                select m.*, sum(octet_length(m.content))
                    over (order by m.position desc rows between unbounded preceding and 1 preceding) as newer_bytes
                from (
                    select * from agent.message m where m.chat_id = $1 and m.position < $2
                        and (m.status = 'ready' or m.role = 'assistant' and m.status in ('cancelled', 'failed'))
                    order by m.position desc limit $3
                ) m
            ) w left join agent.llm_call c on c.message_id = w.id
            where coalesce(w.newer_bytes, 0) < $4 order by w.position desc
            """;
    /** Of what is shown at once. */
    static final long MAX_PAGE_BYTES = 8 << 20;
    /** Of what an LLM may be told of earlier turns; far more than one can keep in mind. Each turn at work holds it. */
    public static final long MAX_HISTORY_BYTES = 2 << 20;

    /** Inserts new ones, changes those that are there. */
    public static final Upsert<Message> ROWS = Upsert.<Message>into("agent.message")
            .text("id", message -> message.id().value())
            .text("chat_id", message -> message.chat().value())
            .text("team_id", message -> message.team().value())
            .text("user_id", message -> message.user().value())
            .text("turn_id", message -> message.turn().value())
            .number("position", Message::position)
            .text("role", message -> ChatJson.name(message.role()))
            .text("status", message -> ChatJson.name(message.status()))
            .text("content", message -> StoredJson.text(ContentJson.write(message.content())))
            .text("tool_call_id", message -> Columns.text(message.toolCallId()))
            .time("created_at", Message::createdAt)
            .time("updated_at", Message::updatedAt)
            .onConflict("""
                    position = excluded.position, status = excluded.status, content = excluded.content,
                    updated_at = greatest(excluded.updated_at, agent.message.updated_at + interval '1 microsecond')
                    """);

    private MessageStore() {}

    public static Uni<Optional<Message>> find(SqlClient client, TeamId team, MessageId id) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(id.value(), team.value()))
                .map(rows -> ChatStore.first(rows, MessageStore::read));
    }

    public static Uni<List<Message>> ofTurn(SqlClient client, TurnId turn) {
        return client.preparedQuery(OF_TURN)
                .execute(Tuple.of(turn.value()))
                .map(rows -> ChatStore.all(rows, MessageStore::read));
    }

    /**
     * Some messages of a chat, oldest first.
     *
     * @param hasOlder whether the chat has messages before the first of them
     */
    public record Page(List<Message> messages, boolean hasOlder) {
        public Page {
            messages = List.copyOf(messages);
        }
    }

    /** The newest ones before a position: not more than asked for, and fewer if they are large. */
    public static Uni<Page> before(SqlClient client, ChatId chat, int position, int limit) {
        return client.preparedQuery(PAGE)
                .execute(Tuple.of(chat.value(), position, limit, MAX_PAGE_BYTES))
                .map(rows -> {
                    int oldest = ChatStore.first(rows, row -> row.getInteger("oldest_position"))
                            .orElse(Integer.MAX_VALUE);
                    List<Message> messages =
                            ChatStore.all(rows, MessageStore::read).reversed();
                    return new Page(
                            messages, !messages.isEmpty() && messages.getFirst().position() > oldest);
                });
    }

    /**
     * The newest ones before a position, oldest first, without those that an LLM is not told of: of users that were dropped or
     * wait. Fewer than asked for if they are large.
     */
    public static Uni<History> history(SqlClient client, ChatId chat, int position, int limit) {
        return client.preparedQuery(HISTORY)
                .execute(Tuple.of(chat.value(), position, limit, MAX_HISTORY_BYTES))
                .map(rows -> new History(
                        ChatStore.all(rows, MessageStore::read).reversed(),
                        ChatStore.all(rows, row -> row.getString("content").length()).stream()
                                .mapToLong(Integer::longValue)
                                .sum()));
    }

    /**
     * What was said before a turn, oldest first.
     *
     * @param bytes about as much as it takes in memory
     */
    public record History(List<Message> messages, long bytes) {
        public static final History NONE = new History(List.of(), 0);

        public History {
            messages = List.copyOf(messages);
        }
    }

    private static Message read(Row row) {
        String call = row.getString("llm_call_id");
        return new Message(
                new MessageId(row.getString("id")),
                new ChatId(row.getString("chat_id")),
                new TeamId(row.getString("team_id")),
                new UserId(row.getString("user_id")),
                new TurnId(row.getString("turn_id")),
                row.getInteger("position"),
                Columns.value(MessageRole.class, row.getString("role")),
                Columns.value(MessageStatus.class, row.getString("status")),
                ContentJson.read(row.getString("content")),
                call == null ? null : new LlmCallId(call),
                row.getString("tool_call_id"),
                Columns.time(row, "created_at"),
                Columns.time(row, "updated_at"));
    }
}
