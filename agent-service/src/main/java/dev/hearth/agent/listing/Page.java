package dev.hearth.agent.listing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;

/** Rows of one page, with the cursors that lead on from it; empty where nothing is. */
public record Page<R>(List<R> rows, String nextCursor, String previousCursor, int limit, long total) {
    public Page {
        rows = List.copyOf(rows);
    }

    /** The page as clients see it. */
    public ObjectNode show(Function<? super R, ? extends JsonNode> view) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        ArrayNode items = shown.putArray("items");
        rows.forEach(row -> items.add(view.apply(row)));
        shown.put("next_cursor", nextCursor);
        shown.put("prev_cursor", previousCursor);
        shown.put("has_next", !nextCursor.isEmpty());
        shown.put("has_previous", !previousCursor.isEmpty());
        shown.put("items_per_page", limit);
        shown.put("total_items", total);
        return shown;
    }
}
