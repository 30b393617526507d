package dev.hearth.files.web;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.HttpStatuses;
import dev.hearth.errors.ServiceException;
import dev.hearth.files.bytes.StorageFullException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

/** Failures as HTTP answers, in the form that every client generation reads. */
final class HttpErrors {
    private static final Logger LOG = Logger.getLogger(HttpErrors.class);

    private HttpErrors() {}

    /** Answers with the failure, unless an answer has begun or nobody is there any more. */
    static void answer(RoutingContext call, Throwable failure) {
        HttpServerResponse response = call.response();
        if (response.closed() || response.ended()) {
            LOG.debug("client gone before the answer", failure);
            return;
        }
        if (response.headWritten()) { // the only way left to say that the bytes are not all
            response.reset();
            return;
        }
        ServiceException error = declared(failure);
        int status = statusOf(error);
        if (status == HttpResponseStatus.SERVICE_UNAVAILABLE.code()) {
            response.putHeader("Retry-After", "2");
        }
        boolean isProblem = "2".equals(call.request().getHeader("X-API-Version"));
        response.setStatusCode(status)
                .putHeader("Content-Type", isProblem ? "application/problem+json" : "application/json")
                .end(body(status, error).toBuffer())
                .onFailure(gone -> LOG.debug("client gone before the answer", gone));
    }

    private static ServiceException declared(Throwable failure) {
        if (failure instanceof ServiceException error) {
            return error;
        }
        LOG.error("request failed", failure);
        return new ServiceException(ErrorCode.INTERNAL, "internal error");
    }

    private static int statusOf(ServiceException error) {
        return error.getCause() instanceof StorageFullException
                ? HttpResponseStatus.INSUFFICIENT_STORAGE.code()
                : HttpStatuses.of(error.code().kind());
    }

    private static JsonObject body(int status, ServiceException error) {
        String code = error.code().wire();
        return new JsonObject()
                .put("success", false)
                .put("status", status)
                .put("error", new JsonObject().put("code", code).put("message", error.getMessage()))
                .put("type", "urn:error:" + code)
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("detail", error.getMessage());
    }
}
