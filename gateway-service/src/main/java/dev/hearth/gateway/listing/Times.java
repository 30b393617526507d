package dev.hearth.gateway.listing;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Points in time as clients write them: RFC 3339. */
public final class Times {
    /** Years beyond are no RFC 3339, and no database takes all of them. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Times() {}

    /** Reads one; {@code invalid_request} naming its position if it is none. */
    public static Instant parse(String position, String text) {
        try {
            Instant at = OffsetDateTime.parse(text).toInstant();
            if (at.isBefore(Instant.EPOCH) || at.isAfter(LATEST)) {
                throw ListErrors.wrongType(position, "a time from 1970 to 9999");
            }
            return at;
        } catch (DateTimeParseException _) {
            throw ListErrors.wrongType(position, "a time such as 2026-02-24T15:30:00Z");
        }
    }
}
