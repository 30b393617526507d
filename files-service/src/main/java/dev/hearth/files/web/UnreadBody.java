package dev.hearth.files.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What to do with a body that was answered before it was read. Closing the connection at once would reset it, and the
 * client would see a broken pipe in place of the answer; so some of it is read and dropped first.
 */
final class UnreadBody {
    private static final long MAX_DROPPED_BYTES = 16 << 20;
    private static final long MAX_MILLIS = 5_000;

    private UnreadBody() {}

    static void drain(RoutingContext call) {
        HttpServerRequest request = call.request();
        if (request.isEnded() || call.response().closed()) {
            return;
        }
        long timer = call.vertx().setTimer(MAX_MILLIS, _ -> request.connection().close());
        AtomicLong dropped = new AtomicLong();
        request.exceptionHandler(_ -> call.vertx().cancelTimer(timer)) // the connection is gone, nothing is left to do
                .endHandler(_ -> call.vertx().cancelTimer(timer))
                .handler(piece -> {
                    if (dropped.addAndGet(piece.length()) > MAX_DROPPED_BYTES) {
                        request.connection().close();
                    }
                })
                .resume();
    }
}
