package dev.hearth.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;

/** Answers on plain routes, where a resource's JSON is already bytes. */
public final class Replies {
    static final int RETRY_AFTER_SECONDS = 1;

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final byte[] BEFORE = "{\"success\":true,\"status\":200,\"data\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] AFTER = ",\"messages\":[]}".getBytes(StandardCharsets.UTF_8);

    private Replies() {}

    /** The form this request wants. */
    public static ReplyForm formOf(HttpServerRequest request) {
        return ReplyForm.of(request::getHeader);
    }

    /** 200 with this resource, in the envelope or bare. */
    public static void ok(RoutingContext context, byte[] resource) {
        if (context.response().ended()) {
            return;
        }
        boolean bare = formOf(context.request()).bare();
        int size = bare ? resource.length : BEFORE.length + resource.length + AFTER.length;
        Buffer body = Buffer.buffer(size);
        if (bare) {
            body.appendBytes(resource);
        } else {
            body.appendBytes(BEFORE).appendBytes(resource).appendBytes(AFTER);
        }
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(body);
    }

    /** 204. */
    public static void noContent(RoutingContext context) {
        if (!context.response().ended()) {
            context.response().setStatusCode(204).end();
        }
    }

    /** The error's status and body. */
    public static void fail(RoutingContext context, Throwable failure) {
        fail(context, Problems.of(failure));
    }

    static void fail(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.headWritten() || response.closed()) {
            return;
        }
        ReplyForm form = formOf(context.request());
        if (problem.status() == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(RETRY_AFTER_SECONDS));
        }
        response.setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, problem.contentType(form))
                .end(Buffer.buffer(problem.body(form)));
    }
}
