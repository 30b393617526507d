package dev.hearth.scheduler.storage;

import com.google.protobuf.ByteString;
import dev.hearth.scheduler.task.Task;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** Removes final tasks with all that is stored of them, under the leader's epoch; their events stay, and say so last. */
public final class TaskDeleter {
    private static final String SQL = """
            with lease as materialized (
                select 1 from leader_lease where pool = $1 and epoch = $2 for share
            ), gone as (
                delete from task t using lease where t.id = $3 and t.status >= 10 returning t.id
            ), payload as (
                delete from task_payload p where p.task_id in (select id from gone) and p.day = $4
            ), logs as (
                delete from task_log l where l.task_id in (select id from gone) and l.day = $4
            ), events as (
                insert into task_event (day, seq, task_id, version, body)
                select $4, $5, id, $6, $7 from gone
            )
            select exists (select from lease) as held, exists (select from gone) as deleted
            """;
    private static final String OLD_KEYS =
            "delete from idempotency_key where created_at < clock_timestamp() - $1 * interval '1 millisecond'";

    private TaskDeleter() {}

    /** Whether the task was there and is gone now. */
    public static Future<Boolean> delete(
            SqlClient client, String pool, long epoch, Task task, long seq, long version, ByteString event) {
        Tuple tuple = Tuple.of(pool, epoch, task.id().value(), BatchStatement.dayOf(task), seq, version);
        tuple.addValue(BatchStatement.buffer(event));
        return client.preparedQuery(SQL).execute(tuple).compose(rows -> {
            var row = rows.iterator().next();
            return row.getBoolean("held")
                    ? Future.succeededFuture(row.getBoolean("deleted"))
                    : Future.failedFuture(new DeposedException("epoch " + epoch + " is over"));
        });
    }

    /** Forgets idempotency keys older than this. */
    public static Future<Void> dropKeys(SqlClient client, Duration kept) {
        return client.preparedQuery(OLD_KEYS).execute(Tuple.of(kept.toMillis())).mapEmpty();
    }
}
