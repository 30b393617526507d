package dev.hearth.agent.turn;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatStatus;
import dev.hearth.agent.chat.ChatStore;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageRole;
import dev.hearth.agent.chat.MessageStatus;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.time.Instant;
import java.util.Optional;

/** Messages that came while their chat was busy: each has a turn that waits for the one before it. */
final class TurnQueue {
    private TurnQueue() {}

    /**
     * Lets the next queued turn of a chat begin, if there is one. The chat is locked by this transaction and has no turn at
     * work. The turn's messages move to the end of the chat: what the turn before it said comes first.
     */
    static Uni<Optional<TurnState>> promote(SqlClient transaction, Chat chat, Instant now) {
        return TurnStore.lockNextQueued(transaction, chat.id())
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : TurnStore.load(transaction, found.get())
                                .chain(queued -> begin(transaction, queued.with(chat), now))
                                .map(Optional::of));
    }

    private static Uni<TurnState> begin(SqlClient transaction, TurnState queued, Instant now) {
        TurnState begun = queued.with(queued.turn().works(now));
        int position = queued.chat().nextPosition();
        for (Message message : queued.messages()) {
            MessageStatus status = message.role() == MessageRole.USER ? MessageStatus.READY : message.status();
            begun = begun.with(message.at(position++, now).become(status, message.content(), now));
        }
        Chat chat = queued.chat()
                .answering(null, now)
                .grown(queued.messages().size(), now)
                .with(ChatStatus.BUSY, now)
                .in(queued.turn().id());
        TurnState next = begun;
        return ChatStore.update(transaction, chat)
                .chain(stored -> TurnStore.save(transaction, queued.with(stored), next.with(stored)));
    }
}
