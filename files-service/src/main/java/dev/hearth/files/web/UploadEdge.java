package dev.hearth.files.web;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.files.bytes.Content;
import dev.hearth.files.link.Links;
import dev.hearth.files.stored.FileErrors;
import dev.hearth.files.stored.StoredFile;
import dev.hearth.files.stored.Upload;
import dev.hearth.files.stored.Uploads;
import dev.hearth.ids.FileId;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MultiHelper;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** {@code PUT /u/<id>/<token>}: takes a file's bytes, a piece at a time as the storage keeps up. */
@Singleton
final class UploadEdge {
    private static final Logger LOG = Logger.getLogger(UploadEdge.class);

    private final Uploads uploads;
    private final Links links;
    private final Clock clock;

    UploadEdge(Uploads uploads, Links links, Clock clock) {
        this.uploads = uploads;
        this.links = links;
        this.clock = clock;
    }

    void put(RoutingContext call) {
        call.request().pause();
        Uni.createFrom()
                .deferred(() -> begin(call))
                .chain(upload -> receive(call, upload))
                .subscribe()
                .with(file -> answer(call, file), failure -> {
                    HttpErrors.answer(call, failure);
                    UnreadBody.drain(call);
                });
    }

    private Uni<Upload> begin(RoutingContext call) {
        FileId id = requireGrant(call.pathParam("id"), call.pathParam("token"));
        HttpServerRequest request = call.request();
        return uploads.begin(
                id, request.getHeader("Content-Type"), declaredLength(request.getHeader("Content-Length")));
    }

    private FileId requireGrant(String id, String token) {
        FileId fileId = new FileId(id);
        Instant until = links.uploadValidUntil(fileId, token).orElseThrow(() -> FileErrors.notFound(id));
        if (clock.instant().isAfter(until)) {
            throw FileErrors.uploadEnded(fileId, until);
        }
        return fileId;
    }

    private static Uni<StoredFile> receive(RoutingContext call, Upload upload) {
        // A connection that breaks while nobody listens to the request is seen here alone.
        call.addEndHandler(end -> {
            if (end.failed()) {
                discard(upload);
            }
        });
        if ("100-continue".equalsIgnoreCase(call.request().getHeader("Expect"))) {
            call.response().writeContinue();
        }
        return MultiHelper.toMulti(call.request())
                .onItem()
                .transformToUniAndConcatenate(piece -> upload.write(ByteBuffer.wrap(piece.getBytes())))
                .collect()
                .last()
                .chain(upload::finish)
                .onFailure()
                .invoke(() -> discard(upload));
    }

    private static void discard(Upload upload) {
        upload.discard()
                .subscribe()
                .with(_ -> {}, failure -> LOG.warn("draft not removed, left to the next start", failure));
    }

    private void answer(RoutingContext call, StoredFile file) {
        JsonObject data = new JsonObject()
                .put("id", file.id().value())
                .put("uri", links.downloadUrl(file.id(), file.filename()))
                .put("filename", file.filename())
                .put("content_type", file.contentType());
        Content content = file.content();
        if (content != null) {
            data.put("size", content.sizeBytes()).put("sha256", content.sha256());
        }
        JsonObject body = new JsonObject()
                .put("success", true)
                .put("status", 200)
                .put("data", data)
                .put("messages", new JsonArray());
        call.response()
                .putHeader("Content-Type", "application/json")
                .end(body.toBuffer())
                .onFailure(gone -> LOG.debug("client gone before the answer", gone));
    }

    private static long declaredLength(@Nullable String header) {
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            throw new ServiceException(
                    ErrorCode.INVALID_REQUEST, "Content-Length \"%s\" is not a number".formatted(header), e);
        }
    }
}
