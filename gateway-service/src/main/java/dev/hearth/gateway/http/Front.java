package dev.hearth.gateway.http;

import dev.hearth.errors.ErrorCode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/**
 * What happens to every request before a route sees it: paths are brought to one form, browsers get their CORS headers, a
 * body without a fitting type is taken for JSON, one that is too large is refused. What no route wants is a 404 in our form.
 */
@ApplicationScoped
public class Front {
    private static final int PRIORITY = 1000;
    private static final CharSequence ORIGIN = HttpHeaders.ORIGIN;
    private static final String METHODS = "GET, POST, PUT, DELETE, OPTIONS";
    private static final String HEADERS = "authorization, content-type, accept, x-client-source, x-api-version, "
            + "x-inf-target-url, x-inf-proxy, cache-control, last-event-id, idempotency-key, prefer";
    private static final String EXPOSED = "content-type, retry-after, x-ratelimit-remaining, x-ratelimit-reset";
    static final long MAX_BODY_BYTES = 64L * 1024 * 1024;
    private static final String ADMITTED = "hearth.admitted";
    private static final int LAST = Integer.MAX_VALUE;
    private static final int BEFORE_RESOURCES = -1;

    /** Where the framework keeps its own limit of a request; see {@link BodyLimit}. */
    private static final String FRAMEWORK_LIMIT = "io.quarkus.max-request-size";

    private final Admission admission;

    public Front(Admission admission) {
        this.admission = admission;
    }

    void onFilters(@Observes Filters filters) {
        filters.register(this::admit, PRIORITY);
    }

    void onRouter(@Observes Router router) {
        router.route().order(BEFORE_RESOURCES).handler(context -> {
            context.remove(FRAMEWORK_LIMIT);
            context.next();
        });
        router.route().order(LAST).handler(Front::refuse);
    }

    /** The filter; calls on, reroutes, or answers. */
    public void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (context.get(ADMITTED) == null) {
            if (!admission.admits(context)) {
                context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                Replies.fail(context, HttpErrors.stopping());
                return;
            }
            context.put(ADMITTED, true); // it may come by again on another path
        }
        String origin = request.getHeader(ORIGIN);
        if (origin != null) {
            allow(context.response(), origin);
            if (isPreflight(request)) {
                preflight(context.response(), request.getHeader("Access-Control-Request-Headers"));
                return;
            }
        }
        if (announcedSize(request) > MAX_BODY_BYTES) {
            // The rest of the body is not read: the connection ends with the answer.
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            Replies.fail(context, HttpErrors.bodyTooLarge(MAX_BODY_BYTES));
            return;
        }
        String path = request.path();
        String wanted = Paths.normal(path);
        if (wanted.equals(path)) {
            assumeJson(request);
            context.next();
        } else {
            String query = request.query();
            context.reroute(request.method(), query == null ? wanted : wanted + "?" + query);
        }
    }

    /** The answer to what no route took. */
    public static void refuse(RoutingContext context) {
        HttpServerRequest request = context.request();
        Replies.fail(context, HttpErrors.noRoute(request.method().name(), request.path()));
    }

    /** A route that answers 405 for the methods that a path does not have. */
    public static void refuseMethod(RoutingContext context, String allowed) {
        HttpServerRequest request = context.request();
        context.response().putHeader(HttpHeaders.ALLOW, allowed);
        Replies.fail(
                context,
                Problem.of(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        HttpErrors.methodNotAllowed(request.method().name(), request.path())
                                .getMessage()));
    }

    private static void allow(HttpServerResponse response, String origin) {
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
                .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED)
                .putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    }

    private static boolean isPreflight(HttpServerRequest request) {
        return HttpMethod.OPTIONS.equals(request.method())
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    private static void preflight(HttpServerResponse response, @Nullable String asked) {
        response.setStatusCode(204)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, asked == null ? HEADERS : HEADERS + ", " + asked)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400")
                .end();
    }

    private static long announcedSize(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    /** curl sends its form type with {@code -d}; only JSON and multipart mean anything here. */
    private static void assumeJson(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || type.startsWith("application/x-www-form-urlencoded") || type.startsWith("text/plain")) {
            request.headers().set(HttpHeaders.CONTENT_TYPE, "application/json");
        }
    }
}
