package dev.hearth.agent.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.ids.AgentId;
import dev.hearth.ids.AgentVersionId;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.ToolInvocationId;
import dev.hearth.ids.TurnId;
import dev.hearth.ids.UserId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table of chats. A deleted chat is not found. */
public final class ChatStore {
    private static final int SHORT_ID = 8;
    private static final String FIND = "select * from agent.chat where id = $1 and deleted_at is null";
    private static final String FIND_OF_TEAM = """
            select * from agent.chat where id >= $1 and id <= $2 and team_id = $3 and deleted_at is null limit 2
            """;
    private static final String CHILDREN = """
            select * from agent.chat where parent_id = $1 and deleted_at is null order by created_at, id limit 200
            """;
    private static final String INSERT = """
            insert into agent.chat (id, team_id, user_id, agent_id, agent_version_id, parent_id, parent_invocation_id,
                depth, status, name, description, visibility, context, agent_data, output, turn_id, next_position,
                created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            on conflict (id) do nothing
            """;
    private static final String UPDATE = """
            update agent.chat set status = $2, agent_data = $3, output = $4, turn_id = $5, next_position = $6,
                updated_at = greatest($7, updated_at + interval '1 microsecond'),
                marked_at = case when $2 = 'busy' and turn_id is not distinct from $5 then marked_at end
            where id = $1 returning *
            """;
    private static final String UPDATE_IF_WRITTEN = """
            update agent.chat c set status = ?, agent_data = ?, output = ?, turn_id = ?, next_position = ?,
                updated_at = greatest(?, c.updated_at + interval '1 microsecond')
            from written where c.id = ? returning c.*
            """;
    private static final String BEGIN = """
            update agent.chat set agent_id = $2, agent_version_id = $3, context = $4 where id = $1
            """;

    private ChatStore() {}

    public static Uni<Optional<Chat>> find(SqlClient client, ChatId id) {
        return client.preparedQuery(FIND).execute(Tuple.of(id.value())).map(rows -> first(rows, ChatStore::read));
    }

    /** As {@link #find(SqlClient, ChatId)}, even if it was deleted: a turn at work ends properly all the same. */
    public static Uni<Optional<Chat>> findEvenDeleted(SqlClient client, ChatId id) {
        return client.preparedQuery("select * from agent.chat where id = $1")
                .execute(Tuple.of(id.value()))
                .map(rows -> first(rows, ChatStore::read));
    }

    /** By id or short id, the team's own only; empty also if a short id stands for several. */
    public static Uni<Optional<Chat>> find(SqlClient client, TeamId team, String id) {
        String last = id.length() == SHORT_ID ? id + "~" : id;
        return client.preparedQuery(FIND_OF_TEAM)
                .execute(Tuple.of(id, last, team.value()))
                .map(rows -> rows.size() == 1 ? first(rows, ChatStore::read) : Optional.empty());
    }

    /** As {@link #find(SqlClient, ChatId)}; whoever else wants to change the chat waits until this transaction has ended. */
    public static Uni<Optional<Chat>> lock(SqlClient transaction, ChatId id) {
        return transaction
                .preparedQuery(FIND + " for update")
                .execute(Tuple.of(id.value()))
                .map(rows -> first(rows, ChatStore::read));
    }

    public static Uni<List<Chat>> children(SqlClient client, ChatId parent) {
        return client.preparedQuery(CHILDREN).execute(Tuple.of(parent.value())).map(rows -> all(rows, ChatStore::read));
    }

    /** Does nothing if there is one with this id. */
    public static Uni<Void> insert(SqlClient client, Chat chat) {
        return client.preparedQuery(INSERT)
                .execute(tuple(
                        chat.id().value(),
                        chat.team().value(),
                        chat.user().value(),
                        Columns.id(chat.agent()),
                        Columns.id(chat.agentVersion()),
                        Columns.id(chat.parent()),
                        Columns.id(chat.parentInvocation()),
                        chat.depth(),
                        ChatJson.name(chat.status()),
                        Columns.text(chat.name()),
                        Columns.text(chat.description()),
                        chat.visibility(),
                        context(chat),
                        StoredJson.text(AgentDataJson.write(chat.data())),
                        StoredJson.textOrNull(chat.output()),
                        Columns.id(chat.turn()),
                        chat.nextPosition(),
                        Columns.time(chat.createdAt()),
                        Columns.time(chat.updatedAt())))
                .replaceWithVoid();
    }

    /** Stores what a turn changes of a chat, and gives it as it is now. */
    public static Uni<Chat> update(SqlClient client, Chat chat) {
        return client.preparedQuery(UPDATE)
                .execute(tuple(
                        chat.id().value(),
                        ChatJson.name(chat.status()),
                        StoredJson.text(AgentDataJson.write(chat.data())),
                        StoredJson.textOrNull(chat.output()),
                        Columns.id(chat.turn()),
                        chat.nextPosition(),
                        Columns.time(chat.updatedAt())))
                .map(rows -> first(rows, ChatStore::read).orElse(chat));
    }

    /** As {@link #update}, as the part {@code chat} of a statement, which answers with its columns. */
    public static Writing update(Writing writing, Chat chat) {
        return writing.and(
                "chat",
                UPDATE_IF_WRITTEN,
                ChatJson.name(chat.status()),
                StoredJson.text(AgentDataJson.write(chat.data())),
                StoredJson.textOrNull(chat.output()),
                Columns.id(chat.turn()),
                chat.nextPosition(),
                Columns.time(chat.updatedAt()),
                chat.id().value());
    }

    /** As {@link #update}, with what a new message changes: the agent and the context. */
    public static Uni<Chat> begin(SqlClient client, Chat chat) {
        return client.preparedQuery(BEGIN)
                .execute(tuple(
                        chat.id().value(), Columns.id(chat.agent()), Columns.id(chat.agentVersion()), context(chat)))
                .chain(_ -> update(client, chat));
    }

    public static Chat read(Row row) {
        String parent = row.getString("parent_id");
        String agent = row.getString("agent_id");
        String version = row.getString("agent_version_id");
        String invocation = row.getString("parent_invocation_id");
        String turn = row.getString("turn_id");
        Map<String, String> context = new LinkedHashMap<>();
        StoredJson.read(row.getString("context"))
                .properties()
                .forEach(entry -> context.put(entry.getKey(), entry.getValue().asText()));
        return new Chat(
                new ChatId(row.getString("id")),
                new TeamId(row.getString("team_id")),
                new UserId(row.getString("user_id")),
                agent == null ? null : new AgentId(agent),
                version == null ? null : new AgentVersionId(version),
                parent == null ? null : new ChatId(parent),
                invocation == null ? null : new ToolInvocationId(invocation),
                row.getInteger("depth"),
                Columns.value(ChatStatus.class, row.getString("status")),
                row.getString("name"),
                row.getString("description"),
                row.getString("visibility"),
                context,
                AgentDataJson.read(row.getString("agent_data")),
                StoredJson.readOrNull(row.getString("output")),
                turn == null ? null : new TurnId(turn),
                row.getInteger("next_position"),
                Columns.time(row, "created_at"),
                Columns.time(row, "updated_at"));
    }

    private static String context(Chat chat) {
        ObjectNode json = StoredJson.object();
        chat.context().forEach(json::put);
        return StoredJson.text(json);
    }

    public static Tuple tuple(@Nullable Object... values) {
        return Tuple.tuple(Arrays.asList(values));
    }

    public static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> read) {
        for (Row row : rows) {
            return Optional.of(read.apply(row));
        }
        return Optional.empty();
    }

    public static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        List<T> list = new ArrayList<>(rows.size());
        for (Row row : rows) {
            list.add(read.apply(row));
        }
        return list;
    }
}
