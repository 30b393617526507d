package dev.hearth.agent.turn;

import dev.hearth.agent.chat.ChatFeed;
import dev.hearth.agent.chat.FullMessage;
import dev.hearth.agent.chat.MessageRole;
import dev.hearth.agent.chat.MessageStatus;
import dev.hearth.ids.ChatId;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Shows this process's watchers live what LLMs say in turns that another process owns. That one stores the text once a second;
 * what is said in between comes from the LLM's task, which is followed here too for as long as somebody watches. Safe for any
 * thread.
 */
@ApplicationScoped
class LiveElsewhere {
    private final ConcurrentHashMap<ChatId, FollowedText> followed = new ConcurrentHashMap<>();
    private final TurnParts parts;
    private final ChatFeed feed;
    private final Vertx vertx;
    private final ProcessName process;

    LiveElsewhere(TurnParts parts, ChatFeed feed, Vertx vertx, ProcessName process) {
        this.parts = parts;
        this.feed = feed;
        this.vertx = vertx;
        this.process = process;
    }

    /** A watched chat was read: gives its messages with what was heard of them since they were stored. */
    List<FullMessage> read(ChatId chat, @Nullable Turn turn, List<FullMessage> messages) {
        FullMessage written = turn == null || !isElsewhere(turn) ? null : written(messages);
        FollowedText text = follow(chat, turn, written);
        if (text == null || written == null) {
            return messages;
        }
        List<FullMessage> shown = new ArrayList<>(messages);
        shown.set(shown.indexOf(written), text.shown(written));
        if (!feed.isWatched(chat)) {
            leave(chat);
        }
        return shown;
    }

    /** Nobody watches the chat here any more. */
    void leave(ChatId chat) {
        FollowedText text = followed.remove(chat);
        if (text != null) {
            text.leave();
        }
    }

    /** A text is let go, and begun, outside of the map: it tells watchers, who may go at any moment. */
    private @Nullable FollowedText follow(ChatId chat, @Nullable Turn turn, @Nullable FullMessage written) {
        while (true) {
            FollowedText before = followed.get(chat);
            if (before != null && written != null && before.writes(written)) {
                return before;
            }
            FollowedText next =
                    turn == null || written == null ? null : new FollowedText(turn, written, parts, feed, vertx);
            if (replaced(chat, before, next)) {
                if (before != null) {
                    before.leave();
                }
                return next == null ? null : next.start();
            }
        }
    }

    private boolean replaced(ChatId chat, @Nullable FollowedText before, @Nullable FollowedText next) {
        if (next == null) {
            return before == null || followed.remove(chat, before);
        }
        return before == null ? followed.putIfAbsent(chat, next) == null : followed.replace(chat, before, next);
    }

    private boolean isElsewhere(Turn turn) {
        return turn.phase() == TurnPhase.WORKING
                && turn.owner() != null
                && !turn.owner().equals(process.value());
    }

    /** The message that an LLM is writing now. */
    private static @Nullable FullMessage written(List<FullMessage> messages) {
        return messages.reversed().stream()
                .filter(shown -> shown.message().role() == MessageRole.ASSISTANT
                        && shown.message().status() == MessageStatus.PENDING
                        && shown.message().llmCall() != null)
                .findFirst()
                .orElse(null);
    }
}
