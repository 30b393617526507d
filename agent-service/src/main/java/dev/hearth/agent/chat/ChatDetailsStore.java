package dev.hearth.agent.chat;

import dev.hearth.agent.definition.ResolvedAgent;
import dev.hearth.ids.ChatId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;

/** Changes of the table of chats that the loop does not make, each column by itself so that neither undoes the other's. */
final class ChatDetailsStore {
    private static final String DESCRIBE = """
            update agent.chat set name = coalesce($2, name), description = coalesce($3, description),
                visibility = coalesce($4, visibility), updated_at = greatest($5, updated_at + interval '1 microsecond')
            where id = $1
            """;
    private static final String SET_AGENT = """
            update agent.chat set agent_id = $2, agent_version_id = $3,
                updated_at = greatest($4, updated_at + interval '1 microsecond')
            where id = $1
            """;
    private static final String DELETE = """
            with recursive gone (id) as (
                select id from agent.chat where id = $1
                union all select c.id from agent.chat c join gone on c.parent_id = gone.id)
            update agent.chat set deleted_at = $2 where id in (select id from gone) and deleted_at is null
            """;

    private ChatDetailsStore() {}

    static Uni<Void> describe(SqlClient client, ChatId id, ChatUpdate wanted, Instant at) {
        return client.preparedQuery(DESCRIBE)
                .execute(ChatStore.tuple(
                        id.value(), wanted.name(), wanted.description(), wanted.visibility(), Columns.time(at)))
                .replaceWithVoid();
    }

    static Uni<Void> setAgent(SqlClient client, ChatId id, ResolvedAgent agent, Instant at) {
        return client.preparedQuery(SET_AGENT)
                .execute(Tuple.of(
                        id.value(), agent.agent().value(), agent.version().value(), Columns.time(at)))
                .replaceWithVoid();
    }

    /** The chat, and the chats that its agent tools opened. */
    static Uni<Void> delete(SqlClient client, ChatId id, Instant at) {
        return client.preparedQuery(DELETE)
                .execute(Tuple.of(id.value(), Columns.time(at)))
                .replaceWithVoid();
    }
}
