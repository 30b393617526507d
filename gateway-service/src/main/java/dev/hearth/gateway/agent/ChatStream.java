package dev.hearth.gateway.agent;

import dev.hearth.gateway.stream.ClientStream;
import dev.hearth.gateway.stream.OpenStreams;
import dev.hearth.gateway.stream.StreamConfig;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.ChatUpdate;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One client following one chat (wire protocol 5.6). One update at a time is fetched, when the one before is written, so a slow client costs no more than a
 * fast one and is told the newest state. It ends with its client and never by itself.
 */
final class ChatStream extends ClientStream implements ChatWatcher {
    private static final String BUSY = "busy";

    private final TeamId team;
    private final ShownDocuments documents;
    private final Duration idleDelay;
    private final boolean knowsQueued;

    private @Nullable ChatWatch watch;
    private @Nullable ChatUpdate next;
    private @Nullable ChatUpdate heldBack;
    private boolean delayOver;
    private long delayTimer = -1;
    private boolean stateTold;
    private boolean telling;

    ChatStream(
            RoutingContext routing,
            TeamId team,
            ShownDocuments documents,
            StreamConfig config,
            Duration idleDelay,
            OpenStreams open) {
        super(routing, config, open);
        this.team = team;
        this.documents = documents;
        this.idleDelay = idleDelay;
        this.knowsQueued = ShownDocuments.knowsQueued(routing.request());
    }

    /** The watch that feeds this stream; it ends with it. */
    void fedBy(ChatWatch source) {
        watch = source;
        endsWith(source::close);
    }

    @Override
    public void updated(ChatUpdate update) {
        if (isOver()) {
            return;
        }
        if (update.hasChat() && !stateTold) {
            firstState(update);
        } else {
            next = update;
        }
        tell();
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

    @Override
    protected void tell() {
        if (isOver() || telling || !response.isReady()) {
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
        if (isOver()) {
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

    @Override
    protected void ended() {
        if (delayTimer >= 0) {
            routing.vertx().cancelTimer(delayTimer);
        }
    }
}
