package dev.hearth.agent.turn;

import dev.hearth.agent.chat.ChatStore;
import dev.hearth.agent.chat.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import org.jboss.logging.Logger;

/** Removes chats that were deleted some time ago, with all that belongs to them. */
@ApplicationScoped
class DeletedChats {
    private static final Logger LOG = Logger.getLogger(DeletedChats.class);
    /** Few at a time: a chat may have thousands of rows. */
    private static final int BATCH = 20;

    /** Those of agent tools go before the chats that opened them. A turn at work ends first. */
    private static final String FIND = """
            select id from agent.chat c
            where deleted_at < $1
                and not exists (select from agent.turn t where t.chat_id = c.id and t.state <> 'ended')
                and not exists (select from agent.chat child where child.parent_id = c.id)
            order by deleted_at limit $2 for update skip locked
            """;

    private static final List<String> REMOVE = List.of(
            "delete from agent.tool_invocation where turn_id in (select id from agent.turn where chat_id = any($1))",
            "delete from agent.llm_call where turn_id in (select id from agent.turn where chat_id = any($1))",
            "delete from agent.message where chat_id = any($1)",
            "delete from agent.turn where chat_id = any($1)",
            "delete from agent.chat where id = any($1)");

    private final Pool pool;
    private final Clock clock;
    private final TurnConfig config;

    DeletedChats(Pool pool, Clock clock, TurnConfig config) {
        this.pool = pool;
        this.clock = clock;
        this.config = config;
    }

    /** A few at a time until none is left. */
    Uni<Void> remove() {
        OffsetDateTime before = Columns.time(clock.instant().minus(config.keepDeleted()));
        return pool.withTransaction(transaction -> transaction
                        .preparedQuery(FIND)
                        .execute(Tuple.of(before, BATCH))
                        .map(rows -> ChatStore.all(rows, row -> row.getString("id")))
                        .call(ids -> remove(transaction, ids)))
                .chain(ids -> ids.isEmpty() ? Uni.createFrom().voidItem() : remove());
    }

    private static Uni<Void> remove(SqlConnection transaction, List<String> ids) {
        Uni<Void> all = Uni.createFrom().voidItem();
        if (!ids.isEmpty()) {
            LOG.infof("deleted chats are removed: chatIds=%s", ids);
            for (String statement : REMOVE) {
                all = all.chain(_ -> transaction
                        .preparedQuery(statement)
                        .execute(Tuple.of(ids.toArray(String[]::new)))
                        .replaceWithVoid());
            }
        }
        return all;
    }
}
