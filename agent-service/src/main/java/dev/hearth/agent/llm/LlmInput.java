package dev.hearth.agent.llm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageRole;
import dev.hearth.agent.definition.AgentConfig;
import java.util.List;

/** The input of an LLM app (wire protocol 7.1): the agent's defaults, and over them what the loop knows. */
final class LlmInput {
    /** Fields that the loop fills in, whatever the agent's defaults say. */
    private static final List<String> LOOPS_OWN =
            List.of("context", "role", "text", "images", "files", "reasoning", "tools", "tool_call_id", "attachments");

    private LlmInput() {}

    /**
     * @param messages oldest first; the last one that says something is the user's or a tool's that is to be answered
     * @param tools as LLMs read them
     * @param usualContextSize in tokens, where neither the agent nor the app says
     */
    static ObjectNode of(
            AgentConfig agent,
            String systemPrompt,
            List<Message> messages,
            ArrayNode tools,
            DeclaredInput declared,
            int usualContextSize) {
        ObjectNode input = agent.coreApp().input().deepCopy();
        input.remove(LOOPS_OWN);
        int contextSize = contextSize(input, declared, usualContextSize);
        input.put("system_prompt", systemPrompt);
        input.put("context_size", contextSize);
        if (!tools.isEmpty()) {
            input.set("tools", tools);
        }
        List<Line> lines = Conversation.of(messages).stream()
                .map(line -> line.keeping(_ -> declared.knows("images"), _ -> declared.knows("files")))
                .toList();
        if (declared.knows("context_size")) {
            String toolText = declared.knows("tools") ? tools.toString() : "";
            lines = ContextWindow.newest(lines, contextSize, systemPrompt, toolText);
        }
        addLines(input, lines);
        return declared.filter(input);
    }

    private static void addLines(ObjectNode input, List<Line> lines) {
        Line current = lines.isEmpty() ? null : lines.getLast();
        if (current == null || current.role() == MessageRole.ASSISTANT) {
            throw new IllegalStateException("there is no message that the LLM could answer");
        }
        ArrayNode context = input.putArray("context");
        lines.subList(0, lines.size() - 1).forEach(line -> context.add(line.toJson()));
        input.setAll(current.toJson());
    }

    /** Clients send 0 for "not given"; an app would take it at its word. */
    private static int contextSize(ObjectNode input, DeclaredInput declared, int usual) {
        int given = input.path("context_size").asInt(0);
        if (given > 0) {
            return given;
        }
        int ofApp = declared.defaultOf("context_size");
        return ofApp > 0 ? ofApp : usual;
    }
}
