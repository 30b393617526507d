package dev.hearth.agent.llm;

import dev.hearth.agent.definition.AgentConfig;
import dev.hearth.agent.definition.ContextVariable;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables of a chat, with the agent's defaults for those that it does not set. */
public record ContextVariables(Map<String, String> values) {
    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*context\\.([A-Za-z0-9_.-]+)\\s*\\}\\}");

    public ContextVariables {
        values = Map.copyOf(values);
    }

    /** {@code invalid_request} names a required variable that neither the chat nor a default sets. */
    public static ContextVariables of(AgentConfig agent, Map<String, String> ofChat) {
        Map<String, String> values = new HashMap<>();
        for (ContextVariable variable : agent.context()) {
            String fallback = variable.defaultValue();
            if (fallback != null) {
                values.put(variable.name(), fallback);
            } else if (variable.required() && !ofChat.containsKey(variable.name())) {
                throw new ServiceException(
                        ErrorCode.INVALID_REQUEST, "context variable '%s' is required".formatted(variable.name()));
            }
        }
        values.putAll(ofChat);
        return new ContextVariables(values);
    }

    /** The text with each <code>{{context.NAME}}</code> replaced; a variable that is not set is empty. */
    public String fill(String text) {
        return PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), "")));
    }
}
