package dev.hearth.gateway.agent;

import dev.hearth.gateway.http.Front;
import dev.hearth.gateway.route.BodyEndpoint;
import dev.hearth.gateway.route.Edge;
import dev.hearth.gateway.route.Endpoint;
import dev.hearth.gateway.route.Scope;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The routes below {@code /chats}. */
@ApplicationScoped
public class ChatRoutes {
    private final Edge edge;
    private final ChatHandler chats;
    private final StatusHandler statuses;
    private final RunAgentHandler runs;
    private final ToolHandler tools;

    public ChatRoutes(Edge edge, ChatHandler chats, StatusHandler statuses, RunAgentHandler runs, ToolHandler tools) {
        this.edge = edge;
        this.chats = chats;
        this.statuses = statuses;
        this.runs = runs;
        this.tools = tools;
    }

    /** Puts the routes on this router. */
    public void register(@Observes Router router) {
        post(router, "/chats/list", Scope.READ_CHATS, chats::list);
        refuseOthers(router, "/chats/list", "POST");
        post(router, "/chats", Scope.RUN_AGENTS, chats::create);
        refuseOthers(router, "/chats", "POST");
        get(router, "/chats/:id", chats::show);
        post(router, "/chats/:id", Scope.WRITE_CHATS, chats::update);
        edge.on(router, HttpMethod.DELETE, "/chats/:id", Scope.WRITE_CHATS, chats::delete);
        refuseOthers(router, "/chats/:id", "GET, POST, DELETE");
        get(router, "/chats/:id/status", statuses::status);
        refuseOthers(router, "/chats/:id/status", "GET");
        get(router, "/chats/:id/stream", chats::stream);
        refuseOthers(router, "/chats/:id/stream", "GET");
        get(router, "/chats/:id/trace", chats::trace);
        refuseOthers(router, "/chats/:id/trace", "GET");
        post(router, "/chats/:id/stop", Scope.RUN_AGENTS, chats::stop);
        refuseOthers(router, "/chats/:id/stop", "POST");
        get(router, "/chats/:id/messages", chats::listMessages);
        post(router, "/chats/:id/messages", Scope.RUN_AGENTS, runs::send);
        refuseOthers(router, "/chats/:id/messages", "GET, POST");
        post(router, "/chats/:id/agent", Scope.RUN_AGENTS, chats::setAgent);
        refuseOthers(router, "/chats/:id/agent", "POST");
        post(router, "/chats/messages/:id/cancel", Scope.RUN_AGENTS, chats::cancelMessage);
        refuseOthers(router, "/chats/messages/:id/cancel", "POST");
        post(router, "/chats/:id/tools/:invocation/always-allow", Scope.RUN_AGENTS, tools::alwaysAllow);
        refuseOthers(router, "/chats/:id/tools/:invocation/always-allow", "POST");
    }

    private void get(Router router, String path, Endpoint endpoint) {
        edge.on(router, HttpMethod.GET, path, Scope.READ_CHATS, endpoint);
    }

    private void post(Router router, String path, Scope scope, BodyEndpoint endpoint) {
        edge.onBody(router, HttpMethod.POST, path, scope, Bodies.MAX_BYTES, endpoint);
    }

    private static void refuseOthers(Router router, String path, String allowed) {
        router.route(path).handler(context -> Front.refuseMethod(context, allowed));
    }
}
