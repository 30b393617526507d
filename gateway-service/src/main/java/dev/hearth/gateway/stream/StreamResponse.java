package dev.hearth.gateway.stream;

import io.netty.channel.ChannelFuture;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * The HTTP side of a stream: one chunk per line, heartbeats in silence, an end that each client understands, and a limit
 * on how long a client may leave its connection full. On the request's event loop only.
 */
public final class StreamResponse {
    /** Its readers take a clean end as a reason to come back and a broken body, in part, as an error. */
    private static final String PYTHON_CLIENT = "inference-sdk-py/";

    private static final long TICKS_PER_HEARTBEAT = 4;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final HttpConnection connection;
    private final StreamFormat format;
    private final StreamConfig config;
    private final boolean endsCleanly;
    private final long timer;
    private long lastWriteAt = System.nanoTime();
    private long fullSince;
    private boolean closed;

    public StreamResponse(RoutingContext context, StreamConfig config, Runnable onDrained, Runnable onGone) {
        HttpServerRequest request = context.request();
        this.vertx = context.vertx();
        this.response = context.response();
        this.connection = request.connection();
        this.config = config;
        this.format = StreamFormat.of(request.getHeader(HttpHeaders.ACCEPT));
        this.endsCleanly =
                String.valueOf(request.getHeader(HttpHeaders.USER_AGENT)).startsWith(PYTHON_CLIENT);
        long tick = Math.max(1, config.heartbeat().toMillis() / TICKS_PER_HEARTBEAT);
        this.timer = vertx.setPeriodic(tick, id -> tick());
        response.exceptionHandler(failure -> onGone.run());
        response.closeHandler(end -> onGone.run());
        response.drainHandler(drained -> {
            fullSince = 0;
            onDrained.run();
        });
    }

    public boolean isReady() {
        return !closed && !response.writeQueueFull();
    }

    public boolean isBegun() {
        return response.headWritten();
    }

    /** A line, its end and the frame around both in one chunk. */
    public void line(byte[] json) {
        begin();
        write(format.frame(json));
    }

    /** As {@link #line(byte[])}, of an event with a name. */
    public void line(String event, byte[] json) {
        begin();
        write(format.frame(event, json));
    }

    /** Lets the client see that there is a stream, though there is nothing to tell yet. */
    public void open() {
        if (!response.headWritten()) {
            begin();
            write(format.heartbeat());
        }
    }

    /** Ends the body as a finished stream does. */
    public void end() {
        if (close()) {
            response.end();
        }
    }

    /** Ends before the last line, so that the client comes back instead of waiting for ever. */
    public void drop() {
        if (!close()) {
            return;
        }
        if (endsCleanly) {
            begin();
            response.end();
        } else {
            // Not the connection's own close: that waits until a full connection has taken what is queued.
            ChannelFuture _ =
                    ((ConnectionBase) connection).channelHandlerContext().close();
        }
    }

    /** Stops the timers; says whether it was open. */
    public boolean close() {
        boolean was = !closed;
        closed = true;
        vertx.cancelTimer(timer);
        return was && !response.closed();
    }

    private void begin() {
        if (!response.headWritten()) {
            response.setChunked(true)
                    .putHeader(HttpHeaders.CONTENT_TYPE, format.contentType())
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                    .putHeader("X-Accel-Buffering", "no");
        }
    }

    private void write(Buffer chunk) {
        lastWriteAt = System.nanoTime();
        response.write(chunk).onFailure(failure -> close());
    }

    private void tick() {
        long now = System.nanoTime();
        if (closed || !response.headWritten()) {
            return;
        }
        if (response.writeQueueFull()) {
            fullSince = fullSince == 0 ? now : fullSince;
            if (now - fullSince > config.slowClient().toNanos()) {
                drop();
            }
        } else if (now - lastWriteAt >= config.heartbeat().toNanos() * 3 / TICKS_PER_HEARTBEAT) {
            fullSince = 0;
            write(format.heartbeat());
        }
    }
}
