package dev.hearth.gateway.route;

import dev.hearth.gateway.team.Caller;
import io.vertx.ext.web.RoutingContext;

/** Answers a request with a body, which may be empty. What it throws becomes the answer. */
@FunctionalInterface
public interface BodyEndpoint {
    void handle(RoutingContext context, Caller caller, byte[] body);
}
