package dev.hearth.gateway.route;

import dev.hearth.gateway.team.Caller;
import io.vertx.ext.web.RoutingContext;

/** Answers a request of a known caller. What it throws becomes the answer. */
@FunctionalInterface
public interface Endpoint {
    void handle(RoutingContext context, Caller caller);
}
