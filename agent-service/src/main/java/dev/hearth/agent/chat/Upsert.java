package dev.hearth.agent.chat;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How things of one kind become rows: any number of them in one statement, new ones inserted, those that are there changed.
 * Parameters are written as {@code ?} and numbered by {@link Writing}.
 */
public final class Upsert<T> {
    private final List<Column<T>> columns;
    private final String sql;
    private final String sqlIfWritten;

    private Upsert(String table, List<Column<T>> columns, String onConflict) {
        this.columns = List.copyOf(columns);
        this.sql = sql(table, columns, "", onConflict);
        this.sqlIfWritten = sql(table, columns, "written, ", onConflict);
    }

    private record Column<T>(
            String name, String type, IntFunction<@Nullable Object[]> array, Function<T, @Nullable Object> value) {}

    public static <T> Builder<T> into(String table) {
        return new Builder<>(table);
    }

    /** Names the columns of a table. */
    public static final class Builder<T> {
        private final String table;
        private final List<Column<T>> columns = new ArrayList<>();

        private Builder(String table) {
            this.table = table;
        }

        public Builder<T> text(String name, Function<T, @Nullable String> value) {
            return column(name, "text", String[]::new, value::apply);
        }

        public Builder<T> number(String name, Function<T, Integer> value) {
            return column(name, "int", Integer[]::new, value::apply);
        }

        public Builder<T> time(String name, Function<T, @Nullable Instant> value) {
            return column(name, "timestamptz", OffsetDateTime[]::new, item -> Columns.time(value.apply(item)));
        }

        /** @param change what becomes of a row that is there; speaks of the new values as {@code excluded} */
        public Upsert<T> onConflict(String change) {
            return new Upsert<>(table, columns, "on conflict (id) do update set " + change);
        }

        private Builder<T> column(
                String name, String type, IntFunction<@Nullable Object[]> array, Function<T, @Nullable Object> value) {
            columns.add(new Column<>(name, type, array, value));
            return this;
        }
    }

    /** In a statement of its own. */
    public Uni<Void> save(SqlClient client, List<T> items) {
        return items.isEmpty()
                ? Uni.createFrom().voidItem()
                : Writing.of(sql, values(items)).execute(client).replaceWithVoid();
    }

    /** As a part of a {@link Writing}. */
    String sqlIfWritten() {
        return sqlIfWritten;
    }

    /** One array for each column. */
    @Nullable
    Object[] values(List<T> items) {
        return columns.stream()
                .map(column -> items.stream().map(column.value()).toArray(column.array()))
                .toArray();
    }

    private static <T> String sql(String table, List<Column<T>> columns, String source, String onConflict) {
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String own = columns.stream().map(column -> "n." + column.name()).collect(Collectors.joining(", "));
        String arrays =
                columns.stream().map(column -> "?::" + column.type() + "[]").collect(Collectors.joining(", "));
        return "insert into %s (%s) select %s from %sunnest(%s) n(%s) %s"
                .formatted(table, names, own, source, arrays, names, onConflict);
    }
}
