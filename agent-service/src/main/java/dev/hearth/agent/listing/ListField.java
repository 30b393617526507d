package dev.hearth.agent.listing;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Function;

/**
 * A field of a list that clients may name.
 *
 * @param path in HQL, never null in a row
 * @param isTime RFC 3339 on the wire, otherwise it is text
 * @param isOptional an empty text stands for none
 */
record ListField<R>(String name, String path, boolean isTime, boolean isOptional, Function<R, ?> value) {
    private static final int LAST_YEAR = 9999;

    /** A value to compare with. */
    Object read(String at, String text) {
        if (text.indexOf(0) >= 0) { // none is stored, and asking for one is an error of the database
            throw ListErrors.invalid(at, "must not hold U+0000");
        }
        return isTime ? time(at, text) : text;
    }

    String valueIn(R row) {
        return value.apply(row).toString();
    }

    private static Instant time(String at, String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (time.getYear() > 0 && time.getYear() <= LAST_YEAR) {
                return time.toInstant();
            }
        } catch (DateTimeException _) {
            // said below
        }
        throw ListErrors.invalid(at, "must be a time such as 2026-02-24T15:30:00Z, is \"%s\"".formatted(text));
    }
}
