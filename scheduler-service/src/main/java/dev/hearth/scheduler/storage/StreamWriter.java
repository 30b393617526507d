package dev.hearth.scheduler.storage;

import com.google.protobuf.ByteString;
import dev.hearth.scheduler.task.LogLine;
import dev.hearth.scheduler.task.Task;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Stores what streams by while a task runs: log chunks and, now and then, the newest partial output. Like every write of
 * the leader it locks the lease row and checks the epoch; a chunk of an attempt that was replaced is left out.
 */
public final class StreamWriter {
    private static final String SQL = """
            with lease as materialized (
                select 1 from leader_lease where pool = $1 and epoch = $2 for share
            ), logs as (
                insert into task_log (day, task_id, attempt, sequence, type, at, content)
                select l.day, l.task_id, l.attempt, l.sequence, l.type, l.at, l.content
                from lease, unnest($3::date[], $4::text[], $5::int[], $6::bigint[], $7::smallint[], $8::timestamptz[],
                    $9::text[]) l(day, task_id, attempt, sequence, type, at, content)
                where exists (select from task t where t.id = l.task_id and t.attempt = l.attempt)
                on conflict do nothing
            ), outputs as (
                insert into task_payload (day, task_id, kind, body)
                select o.day, o.task_id, 3, o.body
                from lease, unnest($10::date[], $11::text[], $12::int[], $13::bytea[]) o(day, task_id, attempt, body)
                where exists (select from task t where t.id = o.task_id and t.attempt = o.attempt and t.status < 10)
                on conflict (task_id, kind, day) do update set body = excluded.body
            )
            select exists (select from lease) as held
            """;

    private final String pool;
    private final long epoch;

    public StreamWriter(String pool, long epoch) {
        this.pool = pool;
        this.epoch = epoch;
    }

    /** A log chunk and the task it belongs to. */
    public record TaskLog(Task task, LogLine line) {}

    /** A partial output and the task, on the attempt that made it. */
    public record TaskOutput(Task task, ByteString output) {}

    /** Stores what still belongs to a current attempt. Fails with {@link DeposedException} when another replica leads. */
    public Future<Void> write(SqlClient client, List<TaskLog> logs, List<TaskOutput> outputs) {
        Tuple tuple = Tuple.of(pool, epoch);
        tuple.addValue(
                logs.stream().map(log -> BatchStatement.dayOf(log.task())).toArray(LocalDate[]::new));
        tuple.addValue(logs.stream().map(log -> log.task().id().value()).toArray(String[]::new));
        tuple.addValue(logs.stream().map(log -> log.line().attempt()).toArray(Integer[]::new));
        tuple.addValue(logs.stream().map(log -> log.line().sequence()).toArray(Long[]::new));
        tuple.addValue(logs.stream().map(log -> (short) log.line().type()).toArray(Short[]::new));
        tuple.addValue(logs.stream()
                .map(log -> log.line().at().atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new));
        tuple.addValue(logs.stream()
                .map(log -> log.line().content().replace('\0', '\uFFFD'))
                .toArray(String[]::new));
        tuple.addValue(
                outputs.stream().map(out -> BatchStatement.dayOf(out.task())).toArray(LocalDate[]::new));
        tuple.addValue(outputs.stream().map(out -> out.task().id().value()).toArray(String[]::new));
        tuple.addValue(outputs.stream().map(out -> out.task().attempt()).toArray(Integer[]::new));
        tuple.addValue(
                outputs.stream().map(out -> BatchStatement.buffer(out.output())).toArray(Buffer[]::new));
        return client.preparedQuery(SQL)
                .execute(tuple)
                .compose(rows -> rows.iterator().next().getBoolean("held")
                        ? Future.succeededFuture()
                        : Future.failedFuture(new DeposedException("epoch " + epoch + " is over")));
    }
}
