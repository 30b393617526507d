package dev.hearth.gateway.route;

import dev.hearth.gateway.http.JsonBytes;
import dev.hearth.gateway.http.Replies;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lists of things that this server does not have yet: empty, which is friendlier to a dashboard than a 404. */
@ApplicationScoped
public class EmptyLists {
    /** {@code POST}, a page. */
    static final List<String> PAGES = List.of(
            "/flows/list",
            "/flowruns/list",
            "/projects/list",
            "/engines/list",
            "/integrations/list",
            "/credentials/list",
            "/knowledge/list",
            "/skills/list",
            "/store/skills/list",
            "/mcps/list",
            "/mcp-servers/list",
            "/artifacts/list",
            "/sockets/list");

    /** {@code GET}, a plain array. */
    static final List<String> ARRAYS = List.of(
            "/integrations/available", "/integrations/configs", "/credentials/available", "/credentials/configs");

    private static final byte[] EMPTY = "[]".getBytes(StandardCharsets.UTF_8);

    private final Edge edge;

    public EmptyLists(Edge edge) {
        this.edge = edge;
    }

    /** Puts the routes on this router. */
    public void register(@Observes Router router) {
        for (String path : PAGES) {
            edge.onBody(
                    router,
                    HttpMethod.POST,
                    path,
                    Scope.ANY,
                    Edge.SMALL_BODY_BYTES,
                    (context, caller, body) -> Replies.ok(context, emptyPage()));
        }
        for (String path : ARRAYS) {
            edge.on(router, HttpMethod.GET, path, Scope.ANY, (context, caller) -> Replies.ok(context, EMPTY));
        }
    }

    /** A page without items. */
    public static byte[] emptyPage() {
        JsonBytes json = JsonBytes.plain();
        json.beginObject();
        json.name("items").beginArray().endArray();
        json.name("next_cursor").string("");
        json.name("prev_cursor").string("");
        json.name("has_next").bool(false);
        json.name("has_previous").bool(false);
        json.name("items_per_page").number(0);
        json.name("total_items").number(0);
        json.endObject();
        return json.toByteArray();
    }
}
