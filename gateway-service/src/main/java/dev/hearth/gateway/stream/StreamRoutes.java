package dev.hearth.gateway.stream;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.http.Front;
import dev.hearth.gateway.route.Edge;
import dev.hearth.gateway.route.Scope;
import dev.hearth.ids.Ids;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** {@code GET /tasks/{id}/stream}. */
@ApplicationScoped
public class StreamRoutes {
    private static final String PATH = "/tasks/:id/stream";

    private final Edge edge;
    private final TaskStreams streams;

    public StreamRoutes(Edge edge, TaskStreams streams) {
        this.edge = edge;
        this.streams = streams;
    }

    /** Puts the route on this router. */
    public void register(@Observes Router router) {
        edge.on(router, HttpMethod.GET, PATH, Scope.READ_TASKS, (context, caller) -> {
            String id = context.pathParam("id");
            if (!Ids.isWellFormed(id)) {
                throw new ServiceException(ErrorCode.NOT_FOUND, "task not found: " + id);
            }
            streams.follow(context, id, caller.team().value());
        });
        router.route(PATH).handler(context -> Front.refuseMethod(context, "GET"));
    }
}
