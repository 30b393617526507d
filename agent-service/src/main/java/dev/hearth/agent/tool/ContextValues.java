package dev.hearth.agent.tool;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.definition.AgentConfig;
import dev.hearth.agent.definition.ContextVariable;
import java.util.LinkedHashMap;
import java.util.Map;

/** The variables of a chat, with the agent's defaults for those that it does not set. */
record ContextValues(Map<String, String> values) {
    static ContextValues of(AgentConfig agent, Chat chat) {
        Map<String, String> values = new LinkedHashMap<>();
        for (ContextVariable variable : agent.context()) {
            String fallback = variable.defaultValue();
            if (fallback != null) {
                values.put(variable.name(), fallback);
            }
        }
        values.putAll(chat.context());
        return new ContextValues(values);
    }

    String require(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new ToolFailedException(
                    "The chat has no context variable '%s', which this tool needs.".formatted(name));
        }
        return value;
    }
}
