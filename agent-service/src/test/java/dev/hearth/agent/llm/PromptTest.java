package dev.hearth.agent.llm;

import static dev.hearth.agent.llm.Talk.agent;
import static dev.hearth.agent.llm.Talk.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.agent.definition.AgentConfig;
import dev.hearth.agent.definition.ContextVariable;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptTest {
    private static final ContextVariable NAME = new ContextVariable("name", "", true, null);
    private static final ContextVariable TONE = new ContextVariable("tone", "", true, "kind");

    @Test
    void putsTheChatsVariablesInAndDefaultsForTheRest() {
        AgentConfig agent =
                agent("Be {{context.tone}} to {{ context.name }}.{{context.other}}", json("{}"), List.of(), NAME, TONE);

        String prompt = Prompt.of(agent, ContextVariables.of(agent, Map.of("name", "Ada $1 \\")), List.of());

        assertThat(prompt).isEqualTo("Be kind to Ada $1 \\.");
    }

    @Test
    void aValueIsNotReadAgain() {
        AgentConfig agent = agent("{{context.name}}", json("{}"), List.of(), NAME, TONE);

        assertThat(ContextVariables.of(agent, Map.of("name", "{{context.tone}}"))
                        .fill(agent.systemPrompt()))
                .isEqualTo("{{context.tone}}");
    }

    @Test
    void aRequiredVariableThatNobodySetsIsNamed() {
        AgentConfig agent = agent("", json("{}"), List.of(), NAME);

        assertThatThrownBy(() -> ContextVariables.of(agent, Map.of()))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessage("context variable 'name' is required");
    }

    @Test
    void preloadedSkillsFollowThePromptAsTheyAre() {
        AgentConfig agent = agent("Cook.", json("{}"), List.of());

        String prompt = Prompt.of(
                agent,
                ContextVariables.of(agent, Map.of()),
                List.of(new Prompt.Preloaded("eggs", "Boil {{context.x}}.")));

        assertThat(prompt).isEqualTo("Cook.\n\n# Skill: eggs\n\nBoil {{context.x}}.");
    }

    @Test
    void withoutAPromptOfItsOwnAnAgentHasTheOneAmongItsDefaultsOrNone() {
        AgentConfig withDefault = agent("", json("{\"system_prompt\":\"Be brief.\"}"), List.of());
        AgentConfig without = agent("", json("{}"), List.of());

        assertThat(Prompt.of(withDefault, ContextVariables.of(withDefault, Map.of()), List.of()))
                .isEqualTo("Be brief.");
        assertThat(Prompt.of(without, ContextVariables.of(without, Map.of()), List.of()))
                .isEmpty();
    }
}
