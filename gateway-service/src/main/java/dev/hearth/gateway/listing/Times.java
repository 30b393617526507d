package dev.hearth.gateway.listing;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Points in time as clients write them: RFC 3339. */
public final class Times {
    private Times() {}

    /** Reads one; {@code invalid_request} naming its position if it is none. */
    public static Instant parse(String position, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException _) {
            throw ListErrors.wrongType(position, "a time such as 2026-02-24T15:30:00Z");
        }
    }
}
