package dev.hearth.gateway.task;

import dev.hearth.gateway.http.Front;
import dev.hearth.gateway.http.Replies;
import dev.hearth.gateway.route.Edge;
import dev.hearth.gateway.route.EmptyLists;
import dev.hearth.gateway.route.Endpoint;
import dev.hearth.gateway.route.Scope;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The routes below {@code /tasks}, except the stream (wire protocol 2.6). Literal segments win over ids. */
@ApplicationScoped
public class TaskRoutes {
    private final Edge edge;
    private final TaskHandler tasks;

    public TaskRoutes(Edge edge, TaskHandler tasks) {
        this.edge = edge;
        this.tasks = tasks;
    }

    /** Puts the routes on this router. */
    public void register(@Observes Router router) {
        edge.onBody(router, HttpMethod.POST, "/tasks/list", Scope.READ_TASKS, Edge.SMALL_BODY_BYTES, tasks::list);
        refuseOthers(router, "/tasks/list", "POST");
        get(router, "/tasks/featured", (context, caller) -> Replies.ok(context, EmptyLists.emptyPage()));
        get(router, "/tasks/:id", tasks::show);
        edge.on(router, HttpMethod.DELETE, "/tasks/:id", Scope.RUN_APPS, tasks::delete);
        refuseOthers(router, "/tasks/:id", "GET, DELETE");
        get(router, "/tasks/:id/status", tasks::status);
        get(router, "/tasks/:id/logs", tasks::logs);
        get(router, "/tasks/:id/timings", tasks::timings);
        get(router, "/tasks/:id/telemetry", tasks::telemetry);
        for (String part : new String[] {"status", "logs", "timings", "telemetry"}) {
            refuseOthers(router, "/tasks/:id/" + part, "GET");
        }
        String cancel = "/tasks/:id/cancel";
        edge.onBody(router, HttpMethod.POST, cancel, Scope.RUN_APPS, Edge.SMALL_BODY_BYTES, tasks::cancel);
        refuseOthers(router, cancel, "POST");
    }

    private void get(Router router, String path, Endpoint endpoint) {
        edge.on(router, HttpMethod.GET, path, Scope.READ_TASKS, endpoint);
    }

    private static void refuseOthers(Router router, String path, String allowed) {
        router.route(path).handler(context -> Front.refuseMethod(context, allowed));
    }
}
