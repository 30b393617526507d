package dev.hearth.gateway.agent;

import dev.hearth.gateway.http.Front;
import dev.hearth.gateway.route.Edge;
import dev.hearth.gateway.route.Scope;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The routes below {@code /agents}. */
@ApplicationScoped
public class AgentRoutes {
    private final Edge edge;
    private final AgentHandler agents;
    private final RunAgentHandler runs;

    public AgentRoutes(Edge edge, AgentHandler agents, RunAgentHandler runs) {
        this.edge = edge;
        this.agents = agents;
        this.runs = runs;
    }

    /** Puts the routes on this router. */
    public void register(@Observes Router router) {
        edge.onBody(router, HttpMethod.POST, "/agents/run", Scope.RUN_AGENTS, Bodies.MAX_BYTES, runs::run);
        refuseOthers(router, "/agents/run", "POST");
        edge.onBody(router, HttpMethod.POST, "/agents/list", Scope.READ_AGENTS, Edge.SMALL_BODY_BYTES, agents::list);
        refuseOthers(router, "/agents/list", "POST");
        edge.on(router, HttpMethod.GET, "/agents/internal-tools", Scope.READ_AGENTS, agents::listInternalTools);
        refuseOthers(router, "/agents/internal-tools", "GET");
        edge.onBody(router, HttpMethod.POST, "/agents", Scope.WRITE_AGENTS, Bodies.MAX_BYTES, agents::save);
        refuseOthers(router, "/agents", "POST");
        edge.on(router, HttpMethod.GET, "/agents/:id", Scope.READ_AGENTS, agents::show);
        edge.onBody(router, HttpMethod.POST, "/agents/:id", Scope.WRITE_AGENTS, Bodies.MAX_BYTES, agents::update);
        edge.on(router, HttpMethod.DELETE, "/agents/:id", Scope.WRITE_AGENTS, agents::delete);
        refuseOthers(router, "/agents/:id", "GET, POST, DELETE");
        edge.onBody(
                router,
                HttpMethod.POST,
                "/agents/:id/versions/list",
                Scope.READ_AGENTS,
                Edge.SMALL_BODY_BYTES,
                agents::listVersions);
        refuseOthers(router, "/agents/:id/versions/list", "POST");
        edge.on(router, HttpMethod.GET, "/agents/:id/versions/:version", Scope.READ_AGENTS, agents::showVersion);
        refuseOthers(router, "/agents/:id/versions/:version", "GET");
        edge.on(router, HttpMethod.GET, "/agents/:namespace/:name", Scope.READ_AGENTS, agents::showNamed);
        refuseOthers(router, "/agents/:namespace/:name", "GET");
    }

    private static void refuseOthers(Router router, String path, String allowed) {
        router.route(path).handler(context -> Front.refuseMethod(context, allowed));
    }
}
