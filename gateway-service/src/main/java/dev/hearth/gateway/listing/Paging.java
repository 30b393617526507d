package dev.hearth.gateway.listing;

import org.jspecify.annotations.Nullable;

/**
 * Which page is asked for.
 *
 * @param cursor empty: from the start
 * @param page counted from 1, without a cursor only
 * @param backward towards what comes before the cursor
 */
public record Paging(String cursor, int page, int limit, boolean backward) {
    static final int DEFAULT_LIMIT = 20;
    static final int MAX_LIMIT = 100;

    /** Reads it from a request; {@code invalid_request} naming the member that makes no sense. */
    public static Paging of(ListRequest request) {
        return new Paging(
                request.cursor() == null ? "" : request.cursor(),
                positive("page", request.page(), 1, 1_000_000),
                positive("limit", request.limit(), DEFAULT_LIMIT, MAX_LIMIT),
                isBackward(request.direction()));
    }

    int offset() {
        return cursor.isEmpty() ? (page - 1) * limit : 0;
    }

    private static int positive(String member, @Nullable Integer value, int fallback, int max) {
        if (value == null || value == 0) {
            return fallback;
        }
        if (value < 0 || value > max) {
            throw ListErrors.outOfRange(member, value, max);
        }
        return value;
    }

    private static boolean isBackward(@Nullable String direction) {
        return switch (direction) {
            case null -> false;
            case "", "next", "forward" -> false;
            case "prev", "previous", "backward" -> true;
            default -> throw ListErrors.unknown("direction", direction);
        };
    }
}
