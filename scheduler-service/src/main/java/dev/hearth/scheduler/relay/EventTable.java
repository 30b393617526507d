package dev.hearth.scheduler.relay;

import com.google.protobuf.ByteString;
import dev.hearth.ids.TaskId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** The stored events, and the mark up to which they are on the topic. */
@ApplicationScoped
class EventTable {
    private static final String READ_MARK = "select seq from relay_mark where pool = $1";
    private static final String WRITE_MARK = """
            insert into relay_mark as m (pool, seq) values ($1, $2)
            on conflict (pool) do update set seq = greatest(m.seq, excluded.seq)
            """;
    private static final String AFTER =
            "select seq, task_id, body from task_event where seq > $1 order by seq limit $2";

    private final Pool pool;
    private final String name;

    EventTable(Pool pool, RelayConfig config) {
        this.pool = pool;
        this.name = config.pool();
    }

    Future<Long> mark() {
        return pool.preparedQuery(READ_MARK).execute(Tuple.of(name)).map(rows -> {
            long mark = 0;
            for (Row row : rows) {
                mark = row.getLong("seq");
            }
            return mark;
        });
    }

    Future<Void> mark(long seq) {
        return pool.preparedQuery(WRITE_MARK).execute(Tuple.of(name, seq)).mapEmpty();
    }

    Future<List<CommittedEvent>> after(long seq, int limit) {
        return pool.preparedQuery(AFTER).execute(Tuple.of(seq, limit)).map(rows -> {
            List<CommittedEvent> events = new ArrayList<>(rows.size());
            for (Row row : rows) {
                events.add(new CommittedEvent(
                        row.getLong("seq"),
                        new TaskId(row.getString("task_id")),
                        ByteString.copyFrom(row.getBuffer("body").getBytes())));
            }
            return events;
        });
    }
}
