package dev.hearth.agent.turn;

import dev.hearth.agent.chat.ChatStore;
import dev.hearth.ids.TurnId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who works on which turn, by the database's clock. */
@ApplicationScoped
class TurnLeases {
    private static final String IS_FREE =
            "state = 'working' and (lease_until is null or lease_until < clock_timestamp())";
    private static final String TAKE = """
            update agent.turn set owner = $1, epoch = epoch + 1, revision = revision + 1,
                lease_until = clock_timestamp() + $2 * interval '1 millisecond'
            """;
    private static final String CLAIM = TAKE + "where id = $3 and " + IS_FREE + " returning *";
    private static final String CLAIM_SOME = TAKE + """
            where id in (select id from agent.turn where %s
                order by lease_until nulls first, created_at limit $3 for update skip locked)
            returning *
            """.formatted(IS_FREE);
    private static final String IS_ANY_FREE =
            "select exists (select from agent.turn where %s) as is_any".formatted(IS_FREE);
    private static final String RENEW = """
            update agent.turn set lease_until = clock_timestamp() + $2 * interval '1 millisecond'
            where owner = $1 and id = any($3) returning id, revision
            """;
    private static final String RELEASE = """
            update agent.turn set owner = null, lease_until = null, revision = revision + 1
            where owner = $1 and state = 'working'
            """;

    private final Pool pool;
    private final long leaseMillis;

    TurnLeases(Pool pool, TurnConfig config) {
        this.pool = pool;
        this.leaseMillis = config.lease().toMillis();
    }

    /** Makes a turn this process's; empty: it is somebody's, or there is nothing to do for it. */
    Uni<Optional<Turn>> claim(ProcessName process, TurnId id) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(process.value(), leaseMillis, id.value()))
                .map(rows -> ChatStore.first(rows, TurnRow::turn));
    }

    /** Makes turns that nobody owns any more this process's, but for those that somebody reads or writes just now. */
    Uni<List<Turn>> claimSome(ProcessName process, int limit) {
        return pool.preparedQuery(CLAIM_SOME)
                .execute(Tuple.of(process.value(), leaseMillis, limit))
                .map(rows -> ChatStore.all(rows, TurnRow::turn));
    }

    /** Whether there is a turn that nobody owns, whoever reads or writes it. */
    Uni<Boolean> isAnyFree() {
        return pool.query(IS_ANY_FREE)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("is_any"));
    }

    /** Renews; gives the revisions of those that are this process's still. */
    Uni<Map<TurnId, Long>> renew(ProcessName process, Collection<TurnId> ids) {
        String[] values = ids.stream().map(TurnId::value).toArray(String[]::new);
        return pool.preparedQuery(RENEW)
                .execute(Tuple.of(process.value(), leaseMillis, values))
                .map(rows -> {
                    Map<TurnId, Long> revisions = new HashMap<>();
                    rows.forEach(row -> revisions.put(new TurnId(row.getString("id")), row.getLong("revision")));
                    return revisions;
                });
    }

    /** Leaves all of this process's turns to others. */
    Uni<Integer> release(ProcessName process) {
        return pool.preparedQuery(RELEASE).execute(Tuple.of(process.value())).map(rows -> rows.rowCount());
    }
}
