package dev.hearth.agent.outbound;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.Optional;

/** Reads the beginning of an answer's body, and counts the rest as far as that is worth it. */
final class BodyReader {
    /** Beyond this the rest of a body of unknown length is not counted. */
    private static final long MOST_READ = 64L << 20;

    private final HttpClientResponse response;
    private final int maxBytes;
    private final Buffer kept = Buffer.buffer();
    private final Promise<OutboundAnswer> done = Promise.promise();
    private long seen;

    BodyReader(HttpClientResponse response, int maxBytes) {
        this.response = response;
        this.maxBytes = maxBytes;
    }

    Future<OutboundAnswer> read() {
        response.exceptionHandler(done::tryFail);
        response.endHandler(_ -> done.tryComplete(answer(seen)));
        response.handler(this::take);
        return done.future();
    }

    private void take(Buffer bytes) {
        int room = maxBytes - kept.length();
        kept.appendBuffer(bytes, 0, Math.min(room, bytes.length()));
        seen += bytes.length();
        if (seen > maxBytes) {
            long length = declaredLength().orElse(0L);
            if (length >= seen || seen > MOST_READ) {
                done.tryComplete(answer(Math.max(length, seen)));
                response.request().reset();
            }
        }
    }

    private Optional<Long> declaredLength() {
        return Optional.ofNullable(response.getHeader("Content-Length"))
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf);
    }

    private OutboundAnswer answer(long length) {
        String contentType =
                Optional.ofNullable(response.getHeader("Content-Type")).orElse("");
        return new OutboundAnswer(response.statusCode(), contentType, kept, Math.max(0, length - kept.length()));
    }
}
