package dev.hearth.gateway.agent;

import dev.hearth.gateway.http.Replies;
import dev.hearth.gateway.stream.OpenStream;
import dev.hearth.gateway.stream.OpenStreams;
import dev.hearth.gateway.stream.StreamConfig;
import dev.hearth.gateway.stream.StreamResponse;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.ChatUpdate;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One client following one chat (wire protocol 5.6). Owned by the request's event loop: updates, drained buffers and timers
 * all arrive there. One update at a time is fetched, when the one before is written, so a slow client costs no more than a
 * fast one and is told the newest state. It ends with its client and never by itself.
 */
final class ChatStream implements ChatWatcher, OpenStream {
    private static final String BUSY = "busy";

    private final RoutingContext routing;
    private final Context loop;
    private final TeamId team;
    private final ShownDocuments documents;
    private final Duration idleDelay;
    private final OpenStreams open;
    private final StreamResponse response;
    private final boolean knowsQueued;

    private @Nullable ChatWatch watch;
    private @Nullable ChatUpdate next;
    private @Nullable ChatUpdate heldBack;
    private boolean delayOver;
    private long delayTimer = -1;
    private boolean stateTold;
    private boolean telling;
    private boolean over;

    ChatStream(
            RoutingContext routing,
            TeamId team,
            ShownDocuments documents,
            StreamConfig config,
            Duration idleDelay,
            OpenStreams open) {
        this.routing = routing;
        this.loop = routing.vertx().getOrCreateContext();
        this.team = team;
        this.documents = documents;
        this.idleDelay = idleDelay;
        this.open = open;
        this.knowsQueued = ShownDocuments.knowsQueued(routing.request());
        this.response = new StreamResponse(routing, config, this::tell, this::finish);
        open.add(this);
    }

    /** The watch that feeds this stream; it ends with it. */
    void fedBy(ChatWatch source) {
        watch = source;
        if (over) {
            source.close();
        }
    }

    @Override
    public void updated(ChatUpdate update) {
        if (over) {
            return;
        }
        if (update.hasChat() && !stateTold) {
            firstState(update);
        } else {
            next = update;
        }
        tell();
    }

    @Override
    public void failed(Throwable failure) {
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
    public void drop() {
        loop.runOnContext(ignored -> cut());
    }

    /**
     * Clients open the stream of an existing chat before they post their message, and some take the first state that is not
     * busy for the end of their turn: it waits a moment, in case a turn begins.
     */
    private void firstState(ChatUpdate update) {
        if (update.getChat().getStatus().equals(BUSY) || delayOver) {
            heldBack = null;
            next = update;
            return;
        }
        heldBack = update;
        response.open();
        if (delayTimer < 0) {
            delayTimer = routing.vertx().setTimer(Math.max(1, idleDelay.toMillis()), ignored -> {
                delayOver = true;
                tell();
            });
        }
        more();
    }

    /** Tells what there is to tell, if the connection takes it. */
    private void tell() {
        if (over || telling || !response.isReady()) {
            return;
        }
        if (next == null && (heldBack == null || !delayOver)) {
            return;
        }
        boolean isHeldBack = next == null;
        ChatUpdate told = isHeldBack ? heldBack : next;
        if (told == null) {
            return;
        }
        if (isHeldBack) {
            heldBack = null;
        } else {
            next = null;
        }
        stateTold |= told.hasChat();
        telling = true;
        documents
                .shown(team, jsonOf(told), knowsQueued)
                .subscribe()
                .with(json -> write(told, json, !isHeldBack), this::failed);
    }

    private void write(ChatUpdate told, byte[] json, boolean fetchesNext) {
        if (over) {
            return;
        }
        // Writing may report a drained connection at once, so the next line waits until this one is out.
        response.line(told.hasChat() ? "chats" : "chat_messages", ChatLine.of(json));
        telling = false;
        if (fetchesNext) {
            more();
        }
        tell();
    }

    private void more() {
        if (watch != null) {
            watch.more();
        }
    }

    private static byte[] jsonOf(ChatUpdate update) {
        return update.hasChat()
                ? update.getChat().getJson().toByteArray()
                : update.getMessage().getJson().toByteArray();
    }

    private void cut() {
        finish(response::drop);
    }

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
        if (delayTimer >= 0) {
            routing.vertx().cancelTimer(delayTimer);
        }
        if (watch != null) {
            watch.close();
        }
    }
}
