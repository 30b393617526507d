package dev.hearth.gateway.agent;

import dev.hearth.gateway.http.Front;
import dev.hearth.gateway.route.BodyEndpoint;
import dev.hearth.gateway.route.Edge;
import dev.hearth.gateway.route.Scope;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The routes of tool invocations: results, approvals, what waits for either, and the callbacks of hooks. */
@ApplicationScoped
public class ToolRoutes {
    private static final String RESULT = "/tools/:invocation";
    private static final String INTERRUPTS = "/agent-runs/:run/interrupts";
    private static final String TOKEN = "token";

    private final Edge edge;
    private final ToolHandler tools;

    public ToolRoutes(Edge edge, ToolHandler tools) {
        this.edge = edge;
        this.tools = tools;
    }

    /** Puts the routes on this router. */
    public void register(@Observes Router router) {
        edge.onCapability(router, HttpMethod.POST, RESULT, TOKEN, Bodies.MAX_BYTES, tools::callback);
        post(router, RESULT, tools::result);
        post(router, "/tools/:invocation/invoke", tools::approve);
        post(router, "/tools/:invocation/reject", tools::reject);
        post(router, "/interrupts/:invocation/resolve", tools::resolve);
        edge.on(router, HttpMethod.GET, INTERRUPTS, Scope.READ_CHATS, tools::listInterrupts);
        router.route(INTERRUPTS).handler(context -> Front.refuseMethod(context, "GET"));
    }

    private void post(Router router, String path, BodyEndpoint endpoint) {
        edge.onBody(router, HttpMethod.POST, path, Scope.RUN_AGENTS, Bodies.MAX_BYTES, endpoint);
        router.route(path).handler(context -> Front.refuseMethod(context, "POST"));
    }
}
