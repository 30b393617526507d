package dev.hearth.agent.chat;

import dev.hearth.ids.Id;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as columns hold them. */
public final class Columns {
    private Columns() {}

    public static @Nullable OffsetDateTime time(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }

    public static @Nullable Instant timeOrNull(Row row, String column) {
        OffsetDateTime at = row.getOffsetDateTime(column);
        return at == null ? null : at.toInstant();
    }

    public static Instant time(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    public static @Nullable String id(@Nullable Id id) {
        return id == null ? null : id.value();
    }

    /** The value of an enum whose stored names are lower case. */
    public static <E extends Enum<E>> E value(Class<E> type, String stored) {
        return Enum.valueOf(type, stored.toUpperCase(Locale.ROOT));
    }

    /** PostgreSQL stores every character of a text but this one. */
    public static @Nullable String text(@Nullable String text) {
        return text == null || text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }
}
