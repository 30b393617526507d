package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What makes an agent, in the one form that is stored and worked with; {@code AgentConfigReader} makes it of what clients
 * send (wire protocol 5.3).
 *
 * @param tools by name, each name once
 * @param outputSchema JSON Schema of the finish tool's arguments; null: free text
 */
public record AgentConfig(
        String name,
        String description,
        String systemPrompt,
        List<String> examplePrompts,
        CoreApp coreApp,
        List<Tool> tools,
        List<Skill> skills,
        List<ContextVariable> context,
        InternalTools internalTools,
        @Nullable ObjectNode outputSchema,
        TurnLimits limits) {
    public AgentConfig {
        examplePrompts = List.copyOf(examplePrompts);
        tools = List.copyOf(tools);
        skills = List.copyOf(skills);
        context = List.copyOf(context);
    }

    /** The same under another name. */
    AgentConfig withName(String other) {
        return new AgentConfig(
                other,
                description,
                systemPrompt,
                examplePrompts,
                coreApp,
                tools,
                skills,
                context,
                internalTools,
                outputSchema,
                limits);
    }
}
