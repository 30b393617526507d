package dev.hearth.agent.llm;

import dev.hearth.agent.definition.AgentConfig;
import java.util.ArrayList;
import java.util.List;

/** The system prompt: who the agent is, and the skills it always has at hand. */
final class Prompt {
    private Prompt() {}

    /** A skill and its text. */
    record Preloaded(String name, String text) {}

    /** Empty: no system message. Variables are filled in where the agent's author wrote them, not in skills. */
    static String of(AgentConfig agent, ContextVariables variables, List<Preloaded> skills) {
        List<String> sections = new ArrayList<>();
        String prompt = agent.systemPrompt().isBlank()
                ? agent.coreApp().input().path("system_prompt").asText("")
                : agent.systemPrompt();
        if (!prompt.isBlank()) {
            sections.add(variables.fill(prompt));
        }
        for (Preloaded skill : skills) {
            sections.add("# Skill: %s\n\n%s".formatted(skill.name(), skill.text()));
        }
        return String.join("\n\n", sections);
    }
}
