package dev.hearth.agent.chat;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One statement that writes several tables: all of it is there or nothing, in one message to PostgreSQL and one commit. What
 * everything depends on comes first and is called {@code written}; the other parts write only if it gave a row, and after
 * it has taken its locks. It has only the parts that have something to write: there are few combinations, so that each
 * stays a prepared statement.
 */
public final class Writing {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\?");
    private static final Map<String, String> NUMBERED = new ConcurrentHashMap<>();

    private final StringBuilder text;
    private final List<@Nullable Object> values;

    private Writing(String text, @Nullable Object... values) {
        this.text = new StringBuilder(text);
        this.values = new ArrayList<>(Arrays.asList(values));
    }

    /** A statement without parts. */
    public static Writing of(String sql, @Nullable Object... values) {
        return new Writing(sql, values);
    }

    /** A statement whose parts depend on this one. */
    public static Writing ifWritten(String sql, @Nullable Object... values) {
        return new Writing("with written as (" + sql + ")", values);
    }

    /** Writes these rows, if there are any. */
    public <T> Writing and(String name, Upsert<T> rows, List<T> items) {
        return items.isEmpty() ? this : and(name, rows.sqlIfWritten(), rows.values(items));
    }

    /** @param sql must depend on {@code written} */
    public Writing and(String name, String sql, @Nullable Object... more) {
        text.append(", ").append(name).append(" as (").append(sql).append(')');
        values.addAll(Arrays.asList(more));
        return this;
    }

    /** What the whole answers. */
    public Writing answering(String select) {
        text.append(' ').append(select);
        return this;
    }

    public Uni<RowSet<Row>> execute(SqlClient client) {
        return client.preparedQuery(NUMBERED.computeIfAbsent(text.toString(), Writing::numbered))
                .execute(Tuple.tuple(values));
    }

    private static String numbered(String text) {
        AtomicInteger number = new AtomicInteger();
        return PLACEHOLDER.matcher(text).replaceAll(_ -> "\\$" + number.incrementAndGet());
    }
}
