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
}
