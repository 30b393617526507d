package dev.hearth.gateway.route;

import dev.hearth.gateway.http.HttpErrors;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gathers a request's body up to a limit. */
final class BodyReader {
    private static final byte[] EMPTY = {};

    private final long limit;
    private final Consumer<byte[]> whole;
    private final Consumer<Throwable> failed;
    private @Nullable Buffer gathered;
    private boolean over;

    private BodyReader(long limit, Consumer<byte[]> whole, Consumer<Throwable> failed) {
        this.limit = limit;
        this.whole = whole;
        this.failed = failed;
    }

    /** Calls exactly one of the two, unless the connection ends first. */
    static void read(HttpServerRequest request, long limit, Consumer<byte[]> whole, Consumer<Throwable> failed) {
        BodyReader reader = new BodyReader(limit, whole, failed);
        request.exceptionHandler(failure -> reader.over = true);
        request.endHandler(end -> reader.end());
        request.handler(chunk -> reader.add(request, chunk));
    }

    private void add(HttpServerRequest request, Buffer chunk) {
        if (over) {
            return;
        }
        Buffer before = gathered;
        long size = chunk.length() + (before == null ? 0L : before.length());
        if (size > limit) {
            over = true;
            gathered = null;
            // The rest is not read: the connection ends with the answer.
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            failed.accept(HttpErrors.bodyTooLarge(limit));
        } else {
            gathered = before == null ? chunk.copy() : before.appendBuffer(chunk);
        }
    }

    private void end() {
        if (!over) {
            over = true;
            whole.accept(gathered == null ? EMPTY : gathered.getBytes());
        }
    }
}
