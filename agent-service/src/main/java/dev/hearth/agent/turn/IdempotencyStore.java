package dev.hearth.agent.turn;

import dev.hearth.agent.chat.ChatStore;
import dev.hearth.agent.chat.Columns;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;

/** Keys of {@code POST /agents/run}, each with the messages that its first request made. */
final class IdempotencyStore {
    private static final String FIND =
            "select * from agent.idempotency_key where team_id = $1 and key = $2 and created_at >= $3";
    private static final String INSERT = """
            insert into agent.idempotency_key (team_id, key, digest, user_message_id, assistant_message_id, created_at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (team_id, key) do update set digest = excluded.digest, user_message_id = excluded.user_message_id,
                assistant_message_id = excluded.assistant_message_id, created_at = excluded.created_at
            where agent.idempotency_key.created_at < $7
            """;

    private IdempotencyStore() {}

    /** A key with the digest of the body it came with. */
    record Key(TeamId team, String key, Buffer digest) {}

    record Used(Buffer digest, MessageId user, MessageId assistant) {}

    static Uni<Optional<Used>> find(SqlClient client, Key key, Instant since) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(key.team().value(), key.key(), Columns.time(since)))
                .map(rows -> ChatStore.first(
                        rows,
                        row -> new Used(
                                row.getDelegate().getBuffer("digest"),
                                new MessageId(row.getString("user_message_id")),
                                new MessageId(row.getString("assistant_message_id")))));
    }

    /** False: the key was used meanwhile. */
    static Uni<Boolean> insert(SqlClient client, Key key, Used used, Instant now, Instant since) {
        return client.preparedQuery(INSERT)
                .execute(ChatStore.tuple(
                        key.team().value(),
                        key.key(),
                        used.digest(),
                        used.user().value(),
                        used.assistant().value(),
                        Columns.time(now),
                        Columns.time(since)))
                .map(rows -> rows.rowCount() == 1);
    }
}
