package dev.hearth.agent.llm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.chat.ContentPart;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the LLM has answered so far, or at last.
 *
 * @param content in the order of wire protocol 5.13: reasoning, text, images, tool calls; nothing that is empty
 * @param usage as the app tells it (7.2); null: it does not
 */
public record LlmReply(List<ContentPart> content, @Nullable ObjectNode usage) {
    public LlmReply {
        content = List.copyOf(content);
    }

    /** 0 if the app does not tell. */
    public long totalTokens() {
        return usage == null ? 0 : Math.max(0, usage.path("total_tokens").asLong(0));
    }
}
