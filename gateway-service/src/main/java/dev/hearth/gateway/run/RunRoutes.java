package dev.hearth.gateway.run;

import dev.hearth.gateway.catalog.AppReference;
import dev.hearth.gateway.http.Front;
import dev.hearth.gateway.route.BodyEndpoint;
import dev.hearth.gateway.route.Edge;
import dev.hearth.gateway.route.Scope;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The four paths that start a run (wire protocol 2.1). They differ in where the app comes from and in who waits. */
@ApplicationScoped
public class RunRoutes {
    private final Edge edge;
    private final RunHandler runs;

    public RunRoutes(Edge edge, RunHandler runs) {
        this.edge = edge;
        this.runs = runs;
    }

    /** Puts the routes on this router. */
    public void register(@Observes Router router) {
        post(router, "/apps/run", (context, caller, body) -> runs.run(context, caller, body, null, "", false));
        post(router, "/run", (context, caller, body) -> runs.run(context, caller, body, null, "", true));
        post(router, "/apps/:id/run", (context, caller, body) -> {
            String id = context.pathParam("id");
            runs.run(context, caller, body, AppReference.ofId(id), id, true);
        });
        post(router, "/apps/:namespace/:name/run", (context, caller, body) -> {
            String namespace = context.pathParam("namespace");
            String name = context.pathParam("name");
            runs.run(context, caller, body, AppReference.of(namespace, name), namespace + "/" + name, true);
        });
        router.route("/apps/run").handler(context -> Front.refuseMethod(context, "POST"));
        router.route("/run").handler(context -> Front.refuseMethod(context, "POST"));
    }

    private void post(Router router, String path, BodyEndpoint endpoint) {
        edge.onBody(router, HttpMethod.POST, path, Scope.RUN_APPS, Edge.MAX_BODY_BYTES, endpoint);
    }
}
