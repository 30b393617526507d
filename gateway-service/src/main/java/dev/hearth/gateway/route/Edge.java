package dev.hearth.gateway.route;

import dev.hearth.gateway.http.Replies;
import dev.hearth.gateway.team.Authentication;
import dev.hearth.gateway.team.Caller;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;

/** Puts endpoints on plain routes: each caller is known and may do this before the endpoint runs. */
@ApplicationScoped
public class Edge {
    /** Bodies above this are refused with 413. */
    public static final long MAX_BODY_BYTES = 64L * 1024 * 1024;

    /** For bodies that carry no payload. */
    public static final long SMALL_BODY_BYTES = 1024 * 1024;

    private final Authentication authentication;

    public Edge(Authentication authentication) {
        this.authentication = authentication;
    }

    /** A route without a body. */
    public void on(Router router, HttpMethod method, String path, Scope scope, Endpoint endpoint) {
        router.route(method, path)
                .handler(context -> admit(context, scope, caller -> endpoint.handle(context, caller)));
    }

    /** A route with a body of at most so many bytes; it is read only for callers who may call. */
    public void onBody(Router router, HttpMethod method, String path, Scope scope, long limit, BodyEndpoint endpoint) {
        router.route(method, path)
                .handler(context -> admit(
                        context,
                        scope,
                        caller -> BodyReader.read(
                                context.request(),
                                limit,
                                body -> guarded(context, () -> endpoint.handle(context, caller, body)),
                                failure -> Replies.fail(context, failure))));
    }

    /**
     * A route that also takes requests without a key, when they carry a capability in this query parameter; what it is good
     * for is for the endpoint to say.
     */
    public void onCapability(
            Router router, HttpMethod method, String path, String parameter, long limit, CapabilityEndpoint endpoint) {
        router.route(method, path).handler(context -> {
            String capability = context.request().getParam(parameter);
            if (capability == null || capability.isEmpty()) {
                context.next();
            } else {
                BodyReader.read(
                        context.request(),
                        limit,
                        body -> guarded(context, () -> endpoint.handle(context, capability, body)),
                        failure -> Replies.fail(context, failure));
            }
        });
    }

    private void admit(RoutingContext context, Scope scope, Consumer<Caller> then) {
        String authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        guarded(
                context,
                () -> authentication
                        .callerOf(authorization)
                        .subscribe()
                        .with(
                                caller -> guarded(context, () -> {
                                    scope.require(caller);
                                    then.accept(caller);
                                }),
                                failure -> Replies.fail(context, failure)));
    }

    /** Whatever a handler throws is answered, never lost in a callback. */
    public static void guarded(RoutingContext context, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failure) {
            Replies.fail(context, failure);
        }
    }
}
