package dev.hearth.files.web;

import dev.hearth.files.link.Links;
import dev.hearth.files.stored.Downloads;
import dev.hearth.files.stored.Downloads.Located;
import dev.hearth.files.stored.FileErrors;
import dev.hearth.ids.FileId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** {@code GET} and {@code HEAD /f/<id>/<token>/<filename>}: a file's bytes, from the disk to the socket. */
@Singleton
final class DownloadEdge {
    /** New bytes may take the place of those just looked up; more often than this in a row they do not. */
    private static final int ATTEMPTS = 3;

    private final Downloads downloads;
    private final Links links;
    private final Counter servedBytes;

    DownloadEdge(Downloads downloads, Links links, MeterRegistry metrics) {
        this.downloads = downloads;
        this.links = links;
        this.servedBytes = metrics.counter("hearth.files.served.bytes");
    }

    void get(RoutingContext call) {
        send(call)
                .onFailure(
                        _ -> !call.response().headWritten() && !call.response().closed())
                .retry()
                .atMost(ATTEMPTS - 1)
                .subscribe()
                .with(_ -> {}, failure -> HttpErrors.answer(call, failure));
    }

    private Uni<Void> send(RoutingContext call) {
        return Uni.createFrom()
                .deferred(() -> downloads.locate(requireLink(call.pathParam("id"), call.pathParam("token"))))
                .chain(file -> Uni.createFrom()
                        .completionStage(() -> answer(call, file).toCompletionStage()));
    }

    private FileId requireLink(String id, String token) {
        FileId fileId = new FileId(id);
        if (!links.opensDownload(fileId, token)) {
            throw FileErrors.notFound(id);
        }
        return fileId;
    }

    private Future<Void> answer(RoutingContext call, Located located) {
        HttpServerResponse response = call.response();
        FileHeaders headers = new FileHeaders(located);
        headers.writeTo(response.headers());
        if (headers.isKnownTo(call.request().headers())) {
            return response.setStatusCode(304).end();
        }
        long size = located.content().sizeBytes();
        return switch (headers.rangeOf(call.request().headers(), size)) {
            case ByteRange.Whole() -> body(call, located, 0, size);
            case ByteRange.Part part -> {
                response.setStatusCode(206)
                        .putHeader("Content-Range", "bytes %d-%d/%d".formatted(part.first(), part.last(), size));
                yield body(call, located, part.first(), part.length());
            }
            case ByteRange.Unsatisfiable() -> {
                FileHeaders.clear(response.headers());
                yield response.setStatusCode(416)
                        .putHeader("Content-Range", "bytes */" + size)
                        .end();
            }
        };
    }

    private Future<Void> body(RoutingContext call, Located located, long offset, long length) {
        HttpServerResponse response = call.response().putHeader("Content-Length", String.valueOf(length));
        if (length == 0 || call.request().method().equals(HttpMethod.HEAD)) {
            return response.end();
        }
        servedBytes.increment((double) length);
        return response.sendFile(located.path().toString(), offset, length);
    }
}
