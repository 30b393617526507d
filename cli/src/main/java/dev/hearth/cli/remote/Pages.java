package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Reads cursor lists. */
final class Pages {
    private static final int PAGE = 100;

    private Pages() {}

    /** The first items, as many as asked for or as there are. */
    static List<JsonNode> first(GatewayClient gateway, String path, ObjectNode request, int limit) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        do {
            request.put("limit", Math.min(PAGE, limit - items.size()));
            if (!cursor.isEmpty()) {
                request.put("cursor", cursor);
            }
            JsonNode page = gateway.post(path, request);
            page.path("items").forEach(items::add);
            cursor =
                    page.path("has_next").asBoolean() ? page.path("next_cursor").asText("") : "";
        } while (!cursor.isEmpty() && items.size() < limit);
        return items.subList(0, Math.min(limit, items.size()));
    }
}
