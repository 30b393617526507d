package dev.hearth.agent.turn;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageRole;
import dev.hearth.agent.chat.MessageStatus;
import dev.hearth.agent.turn.TurnStarter.NewMessage;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.TurnId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns that are about to be stored. */
final class NewTurns {
    private NewTurns() {}

    /** With its messages at these places of the chat. */
    static TurnState placed(TurnState state, int first, Instant now) {
        TurnState at = state;
        int position = first;
        for (Message message : state.messages()) {
            at = at.with(message.at(position++, now));
        }
        return at;
    }

    /** As it waits behind another turn. */
    static TurnState queued(NewMessage message, Map<String, String> context, Instant now) {
        Duration limit = message.agent().config().limits().maxTime();
        TurnId id = TurnId.random();
        Chat chat = message.chat();
        MessageId user = MessageId.random();
        Turn turn = new Turn(
                id,
                chat.id(),
                message.caller().team(),
                message.caller().user(),
                message.agent().version(),
                user,
                TurnPhase.QUEUED,
                null,
                false,
                null,
                0,
                0,
                now.plus(limit),
                null,
                1,
                1,
                now,
                now);
        Chat busy = chat.begins(id, message.agent().agent(), message.agent().version(), context, now);
        return new TurnState(
                turn,
                busy,
                List.of(
                        message(
                                turn,
                                user,
                                MessageRole.USER,
                                MessageStatus.QUEUED,
                                chat.nextPosition(),
                                message.content()),
                        message(
                                turn,
                                MessageId.random(),
                                MessageRole.ASSISTANT,
                                MessageStatus.PENDING,
                                chat.nextPosition() + 1,
                                List.of())),
                List.of(),
                List.of());
    }

    /**
     * As it begins.
     *
     * @param owner null: nobody yet
     */
    static TurnState begun(TurnState queued, @Nullable ProcessName owner, Instant now) {
        Message user = queued.messages().getFirst();
        Turn turn = queued.turn().works(now);
        return queued.with(owner == null ? turn : turn.ownedBy(owner.value()))
                .with(user.become(MessageStatus.READY, user.content(), now));
    }

    private static Message message(
            Turn turn, MessageId id, MessageRole role, MessageStatus status, int position, List<ContentPart> content) {
        return new Message(
                id,
                turn.chat(),
                turn.team(),
                turn.user(),
                turn.id(),
                position,
                role,
                status,
                content,
                null,
                null,
                turn.createdAt(),
                turn.createdAt());
    }
}
