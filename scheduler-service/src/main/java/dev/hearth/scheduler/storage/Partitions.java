package dev.hearth.scheduler.storage;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * The daily partitions of payloads, events and logs: made ahead of time, dropped whole when retention has passed. A day
 * that still holds a task that is not final is kept.
 */
public final class Partitions {
    private static final List<String> TABLES = List.of("task_payload", "task_event", "task_log");
    private static final DateTimeFormatter SUFFIX = DateTimeFormatter.ofPattern("yyyyMMdd");
    private static final int DAYS_AHEAD = 2;
    private static final String DROPPABLE = """
            select to_char(d, 'YYYY-MM-DD') as day from (
                select to_date(right(c.relname, 8), 'YYYYMMDD') as d
                from pg_inherits i join pg_class c on c.oid = i.inhrelid
                where i.inhparent = 'task_payload'::regclass
            ) days
            where d < $1::date and not exists (select from task t where t.status < 10
                and (t.created_at at time zone 'UTC')::date = d)
            """;

    private Partitions() {}

    /** Makes the partitions of today and the days after, and of yesterday for a clock that stepped back. */
    public static Future<Void> ensure(SqlClient client, LocalDate today) {
        List<String> statements = new ArrayList<>();
        for (int ahead = -1; ahead <= DAYS_AHEAD; ahead++) {
            LocalDate day = today.plusDays(ahead);
            for (String table : TABLES) {
                statements.add("create table if not exists %s_%s partition of %s for values from ('%s') to ('%s')"
                        .formatted(table, SUFFIX.format(day), table, day, day.plusDays(1)));
            }
        }
        return inOrder(client, statements);
    }

    /** Drops what was created before the given day, its tasks included. */
    public static Future<Integer> dropBefore(SqlClient client, LocalDate day) {
        return client.preparedQuery(DROPPABLE).execute(Tuple.of(day)).compose(rows -> {
            List<LocalDate> days = new ArrayList<>();
            for (Row row : rows) {
                days.add(LocalDate.parse(row.getString("day")));
            }
            Future<Void> dropped = Future.succeededFuture();
            for (LocalDate old : days) {
                dropped = dropped.compose(ignored -> drop(client, old));
            }
            return dropped.map(days.size());
        });
    }

    private static Future<Void> drop(SqlClient client, LocalDate day) {
        OffsetDateTime from = day.atStartOfDay().atOffset(ZoneOffset.UTC);
        return client.preparedQuery("delete from task where created_at >= $1 and created_at < $2 and status >= 10")
                .execute(Tuple.of(from, from.plusDays(1)))
                .compose(ignored -> inOrder(
                        client,
                        TABLES.stream()
                                .map(table -> "drop table if exists %s_%s".formatted(table, SUFFIX.format(day)))
                                .toList()));
    }

    private static Future<Void> inOrder(SqlClient client, List<String> statements) {
        Future<Void> done = Future.succeededFuture();
        for (String statement : statements) {
            done = done.compose(ignored -> client.query(statement).execute().mapEmpty());
        }
        return done;
    }
}
