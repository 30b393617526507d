package dev.hearth.gateway.stream;

import dev.hearth.gateway.http.Replies;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * One client following one thing, and how that ends: with the client, with what feeds it, or because the gateway stops. Owned
 * by the request's event loop: updates, drained buffers and timers all arrive there.
 */
public abstract class ClientStream implements OpenStream {
    protected final RoutingContext routing;
    protected final StreamResponse response;
    private final Context loop;
    private final OpenStreams open;
    private @Nullable Runnable source;
    private boolean over;

    protected ClientStream(RoutingContext routing, StreamConfig config, OpenStreams open) {
        this.routing = routing;
        this.loop = routing.vertx().getOrCreateContext();
        this.open = open;
        this.response = new StreamResponse(routing, config, this::tell, this::finish);
        open.add(this);
    }

    /** Tells what there is to tell, if the connection takes it. */
    protected abstract void tell();

    protected final boolean isOver() {
        return over;
    }

    /** @param close ends what feeds this stream, when the stream has ended */
    protected final void endsWith(Runnable close) {
        source = close;
        if (over) {
            close.run();
        }
    }

    /** What fed it broke: an answer if there was none yet, else the stream breaks off. */
    public final void failed(Throwable failure) {
        if (over) {
            return;
        }
        if (response.isBegun()) {
            cut();
        } else {
            response.close();
            finish();
            Replies.fail(routing, failure);
        }
    }

    @Override
    public final void drop() {
        loop.runOnContext(ignored -> cut());
    }

    /** Breaks off, so that the client comes back. */
    protected final void cut() {
        finish(response::drop);
    }

    /** Ends the body as a finished stream does. */
    protected final void end() {
        finish(response::end);
    }

    /** Nothing more is told. */
    protected void ended() {}

    private void finish() {
        finish(response::close);
    }

    private void finish(Runnable how) {
        if (over) {
            return;
        }
        over = true;
        how.run();
        open.remove(this);
        ended();
        if (source != null) {
            source.run();
        }
    }
}
