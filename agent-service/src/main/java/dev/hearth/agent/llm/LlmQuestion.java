package dev.hearth.agent.llm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.definition.ResolvedAgent;
import dev.hearth.ids.LlmCallId;
import java.util.List;

/**
 * What the LLM is asked.
 *
 * @param id the call's, and its task's
 * @param messages of the chat, oldest first, as stored; the last one is the user's or a tool's that it is to answer
 * @param tools as {@code ToolBox.describe} made them
 */
public record LlmQuestion(LlmCallId id, ResolvedAgent agent, Chat chat, List<Message> messages, ArrayNode tools) {
    public LlmQuestion {
        messages = List.copyOf(messages);
    }
}
