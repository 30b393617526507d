package dev.hearth.gateway.route;

import io.vertx.ext.web.RoutingContext;

/** Answers a request that proves its right by a capability in its URL. What it throws becomes the answer. */
@FunctionalInterface
public interface CapabilityEndpoint {
    void handle(RoutingContext context, String capability, byte[] body);
}
