package dev.hearth.gateway.session;

import dev.hearth.gateway.http.Front;
import dev.hearth.gateway.route.Edge;
import dev.hearth.gateway.route.Scope;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The routes below {@code /sessions} (wire protocol 3.1). Sessions are opened by runs. */
@ApplicationScoped
public class SessionRoutes {
    private final Edge edge;
    private final SessionHandler sessions;

    public SessionRoutes(Edge edge, SessionHandler sessions) {
        this.edge = edge;
        this.sessions = sessions;
    }

    /** Puts the routes on this router. */
    public void register(@Observes Router router) {
        edge.on(router, HttpMethod.GET, "/sessions", Scope.READ_TASKS, sessions::list);
        refuseOthers(router, "/sessions", "GET");
        edge.on(router, HttpMethod.GET, "/sessions/:id", Scope.READ_TASKS, sessions::show);
        edge.on(router, HttpMethod.DELETE, "/sessions/:id", Scope.RUN_APPS, sessions::end);
        refuseOthers(router, "/sessions/:id", "GET, DELETE");
        edge.on(router, HttpMethod.POST, "/sessions/:id/keepalive", Scope.RUN_APPS, sessions::keepAlive);
        refuseOthers(router, "/sessions/:id/keepalive", "POST");
    }

    private static void refuseOthers(Router router, String path, String allowed) {
        router.route(path).handler(context -> Front.refuseMethod(context, allowed));
    }
}
