package dev.hearth.gateway.listing;

import java.util.List;
import java.util.function.Function;

/** Rows of one page, with the cursors that lead on from it. */
public record Page<R>(List<R> rows, String nextCursor, String previousCursor, int limit, long total) {
    public Page {
        rows = List.copyOf(rows);
    }

    /** The page as clients see it. */
    public <T> CursorList<T> map(Function<? super R, ? extends T> view) {
        List<T> items = rows.stream().<T>map(view).toList();
        return CursorList.of(items, nextCursor, previousCursor, limit, total);
    }
}
