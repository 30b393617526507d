package dev.hearth.agent.chat;

import dev.hearth.ids.ChatId;
import dev.hearth.ids.LlmCallId;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.TurnId;
import dev.hearth.ids.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of a chat.
 *
 * @param position orders the messages of a chat
 * @param llmCall of an assistant's message: the task that writes it; null before it was recorded
 * @param toolCallId of a tool's message: the LLM's id of the call it answers
 */
public record Message(
        MessageId id,
        ChatId chat,
        TeamId team,
        UserId user,
        TurnId turn,
        int position,
        MessageRole role,
        MessageStatus status,
        List<ContentPart> content,
        @Nullable LlmCallId llmCall,
        @Nullable String toolCallId,
        Instant createdAt,
        Instant updatedAt) {
    public Message {
        content = List.copyOf(content);
    }

    /** The same message with other content, at another point of its life. */
    public Message become(MessageStatus next, List<ContentPart> parts, Instant now) {
        return new Message(
                id, chat, team, user, turn, position, role, next, parts, llmCall, toolCallId, createdAt, now);
    }

    /** The same message at another place. */
    public Message at(int place, Instant now) {
        return new Message(
                id, chat, team, user, turn, place, role, status, content, llmCall, toolCallId, createdAt, now);
    }

    /** The same message, written by this call. */
    public Message by(LlmCallId call) {
        return new Message(
                id, chat, team, user, turn, position, role, status, content, call, toolCallId, createdAt, updatedAt);
    }
}
