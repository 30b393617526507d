package dev.hearth.files.web;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.files.stored.FileErrors;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The routes of the public port; CORS is the server's, see application.properties. */
@Singleton
final class PublicRoutes {
    private static final String UPLOAD = "/u/:id/:token";
    private static final String DOWNLOAD = "/f/:id/:token/:filename";

    private final UploadEdge uploads;
    private final DownloadEdge downloads;

    PublicRoutes(UploadEdge uploads, DownloadEdge downloads) {
        this.uploads = uploads;
        this.downloads = downloads;
    }

    void register(@Observes Router router) {
        router.put(UPLOAD).handler(uploads::put);
        router.get(DOWNLOAD).handler(downloads::get);
        router.head(DOWNLOAD).handler(downloads::get);
        router.route(UPLOAD).handler(call -> refuseMethod(call, "PUT, OPTIONS"));
        router.route(DOWNLOAD).handler(call -> refuseMethod(call, "GET, HEAD, OPTIONS"));
        router.route().last().handler(call -> refuse(call, FileErrors.notFound(call.normalizedPath())));
        router.route().failureHandler(call -> refuse(call, call.failure()));
    }

    private static void refuseMethod(RoutingContext call, String allowed) {
        call.response().putHeader("Allow", allowed);
        refuse(
                call,
                new ServiceException(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "%s is not possible here, only %s"
                                .formatted(call.request().method(), allowed)));
    }

    private static void refuse(RoutingContext call, Throwable failure) {
        HttpErrors.answer(call, failure);
        UnreadBody.drain(call);
    }
}
