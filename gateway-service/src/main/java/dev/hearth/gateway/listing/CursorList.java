package dev.hearth.gateway.listing;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** One page of a list. Cursors are opaque and empty where there is nothing more. */
@RegisterForReflection
public record CursorList<T>(
        @JsonProperty("items") List<T> items,
        @JsonProperty("next_cursor") String nextCursor,
        @JsonProperty("prev_cursor") String prevCursor,
        @JsonProperty("has_next") boolean hasNext,
        @JsonProperty("has_previous") boolean hasPrevious,
        @JsonProperty("items_per_page") int itemsPerPage,
        @JsonProperty("total_items") long totalItems) {
    public CursorList {
        items = List.copyOf(items);
    }

    /** A page whose cursors somebody else made; an empty one means that there is nothing more that way. */
    public static <T> CursorList<T> of(List<T> items, String nextCursor, String prevCursor, int limit, long total) {
        return new CursorList<>(
                items, nextCursor, prevCursor, !nextCursor.isEmpty(), !prevCursor.isEmpty(), limit, total);
    }
}
