package dev.hearth.scheduler.storage;

import com.google.protobuf.ByteString;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.scheduler.task.LogLine;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads single tasks and what the leader needs when it starts. Lists are {@link TaskListing}'s. */
public final class TaskReader {
    private static final String FIND = "select " + StoredForm.COLUMNS + " from task t where t.id = $1";
    private static final String LIVE =
            "select " + StoredForm.COLUMNS + " from task t where t.status < 10 order by t.created_at, t.id";
    private static final String LOGS = """
            select attempt, sequence, type, at, content from task_log
            where task_id = $1 order by attempt, sequence
            """;
    private static final String LAST_SEQ = """
            select greatest(coalesce((select max(seq) from task_event), 0),
                coalesce((select max(seq) from relay_mark), 0)) as seq
            """;
    private static final String KEY = """
            select task_id, digest from idempotency_key
            where team_id = $1 and key = $2 and created_at > clock_timestamp() - $3 * interval '1 millisecond'
            """;

    private TaskReader() {}

    /** The task with this id, with its payloads. */
    public static Future<Optional<StoredTask>> find(SqlClient client, TaskId id) {
        return client.preparedQuery(FIND).execute(Tuple.of(id.value())).map(rows -> {
            for (Row row : rows) {
                return Optional.of(StoredForm.read(row));
            }
            return Optional.empty();
        });
    }

    /** All tasks that are not final, oldest first. */
    public static Future<List<StoredTask>> live(SqlClient client) {
        return client.preparedQuery(LIVE).execute().map(rows -> {
            List<StoredTask> tasks = new ArrayList<>(rows.size());
            rows.forEach(row -> tasks.add(StoredForm.read(row)));
            return tasks;
        });
    }

    /** Stored log chunks of a task, in order. */
    public static Future<List<LogLine>> logs(SqlClient client, TaskId id) {
        return client.preparedQuery(LOGS).execute(Tuple.of(id.value())).map(TaskReader::logLines);
    }

    /** Number of the newest event ever written. */
    public static Future<Long> lastSeq(SqlClient client) {
        return client.preparedQuery(LAST_SEQ)
                .execute()
                .map(rows -> rows.iterator().next().getLong("seq"));
    }

    /** The task an idempotency key stands for. */
    public static Future<Optional<KeyedTask>> keyed(SqlClient client, TeamId team, String key, Duration kept) {
        return client.preparedQuery(KEY)
                .execute(Tuple.of(team.value(), key, kept.toMillis()))
                .map(rows -> {
                    for (Row row : rows) {
                        return Optional.of(new KeyedTask(
                                new TaskId(row.getString("task_id")),
                                ByteString.copyFrom(row.getBuffer("digest").getBytes())));
                    }
                    return Optional.empty();
                });
    }

    private static List<LogLine> logLines(RowSet<Row> rows) {
        List<LogLine> lines = new ArrayList<>(rows.size());
        for (Row row : rows) {
            lines.add(new LogLine(
                    row.getInteger("attempt"),
                    row.getLong("sequence"),
                    row.getShort("type"),
                    row.getOffsetDateTime("at")
                            .withOffsetSameInstant(ZoneOffset.UTC)
                            .toInstant(),
                    row.getString("content")));
        }
        return lines;
    }
}
