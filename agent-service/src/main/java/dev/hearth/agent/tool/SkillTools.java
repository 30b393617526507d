package dev.hearth.agent.tool;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.definition.AgentConfig;
import dev.hearth.agent.definition.Skill;
import dev.hearth.agent.skill.SkillTexts;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Looks up skills that are not part of the system prompt. */
@Singleton
class SkillTools implements BuiltInSet {
    private final SkillTexts texts;

    SkillTools(SkillTexts texts) {
        this.texts = texts;
    }

    @Override
    public List<BuiltIn> offered(AgentConfig agent, Chat chat) {
        List<Skill> skills =
                agent.skills().stream().filter(skill -> !skill.preload()).toList();
        return agent.internalTools().skills() && !skills.isEmpty() ? List.of(get(skills)) : List.of();
    }

    private BuiltIn get(List<Skill> skills) {
        StringBuilder description = new StringBuilder("Answers the text of a skill. There are:");
        skills.forEach(skill -> description.append("\n- %s: %s".formatted(skill.name(), skill.description())));
        var names = skills.stream().map(Skill::name).toList();
        var parameters = Parameters.with(Parameters.object(), "name", Parameters.oneOf("The skill's name.", names));
        return new BuiltIn("skill_get", description.toString(), Parameters.required(parameters, "name"), use -> {
            String name = use.invocation().arguments().path("name").asText();
            return Work.begin("skill_get", textOf(skills, name).map(ToolOutcome.Done::of));
        });
    }

    private Uni<String> textOf(List<Skill> skills, String name) {
        return skills.stream()
                .filter(skill -> skill.name().equals(name))
                .findFirst()
                .map(texts::textOf)
                .orElseThrow(() -> new ToolFailedException("There is no skill '%s'.".formatted(name)));
    }
}
