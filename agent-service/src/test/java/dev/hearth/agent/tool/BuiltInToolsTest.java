package dev.hearth.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.agent.chat.AgentData;
import dev.hearth.agent.chat.AgentData.PlanStep;
import dev.hearth.agent.definition.InternalTools;
import dev.hearth.agent.definition.Skill;
import dev.hearth.agent.outbound.Outbound;
import dev.hearth.agent.skill.SkillConfig;
import dev.hearth.agent.skill.SkillTexts;
import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.Mappings;
import dev.hearth.agent.testing.OddServer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tools that are built in (wire protocol 5.8). */
@QuarkusTest
@Timeout(120)
class BuiltInToolsTest extends AgentServiceTest {
    private static final InternalTools NONE = new InternalTools(false, false, false, false, false);

    @Inject
    ToolBox tools;

    @Inject
    Outbound outbound;

    @Test
    void areThoseThatTheAgentHasSwitchedOn() {
        Uses uses = Uses.of().withSkills(new Skill("tides", "When the sea comes", "Twice a day.", null, false));

        assertThat(names(uses))
                .containsExactly(
                        "plan_create",
                        "plan_update",
                        "plan_load",
                        "memory_set",
                        "memory_get",
                        "memory_getall",
                        "widget",
                        "skill_get");
        assertThat(names(uses.withInternalTools(NONE))).isEmpty();
        assertThat(names(Uses.of())).doesNotContain("skill_get");
    }

    @Test
    void subAgentsHaveFinishAndNoWidgets() {
        assertThat(names(Uses.of().withInternalTools(NONE).atDepth(1))).containsExactly("finish");
        assertThat(names(Uses.of().atDepth(1))).doesNotContain("widget");
    }

    @Test
    void aPlanIsMadeChangedAndRead() {
        ToolOutcome.Done made =
                done(Uses.of(), "plan_create", "{'steps':[{'title':'Look'},{'title':'Leap','description':'far'}]}");
        AgentData planned = changed(made, AgentData.EMPTY);
        ToolOutcome.Done updated =
                done(Uses.of().keeping(planned), "plan_update", "{'index':0,'status':'completed','notes':'seen'}");
        AgentData after = changed(updated, planned);
        ToolOutcome.Done loaded = done(Uses.of().keeping(after), "plan_load", "{}");

        assertThat(after.planSteps())
                .containsExactly(
                        new PlanStep(0, "Look", "", "seen", "completed"),
                        new PlanStep(1, "Leap", "far", "", "pending"));
        assertThat(loaded.result()).isEqualTo("0. [completed] Look (seen)\n1. [pending] Leap: far");
        assertThat(Objects.requireNonNull(loaded.data())).hasSize(2);
    }

    @Test
    void aStepThatIsNotThereIsAFailure() {
        assertThat(perform(Uses.of(), "plan_update", "{'index':3,'status':'completed'}"))
                .isEqualTo(new ToolOutcome.Failed("The plan has no step 3; it has 0, the first is 0.", false, false));
    }

    @Test
    void valuesAreKeptAndAnswered() {
        ToolOutcome.Done set = done(Uses.of(), "memory_set", "{'key':'name','value':'Ann'}");
        AgentData kept = changed(set, new AgentData(List.of(), Map.of("age", "7"), List.of()));
        Uses later = Uses.of().keeping(kept);

        assertThat(done(later, "memory_get", "{'key':'name'}").result()).isEqualTo("Ann");
        assertThat(done(later, "memory_get", "{'key':'other'}").result()).isEqualTo("Nothing is kept as 'other'.");
        assertThat(done(later, "memory_getall", "{}").data()).isEqualTo(Uses.object("{'age':'7','name':'Ann'}"));
    }

    @Test
    void changesOfToolsAtWorkAtTheSameTimeDoNotUndoEachOther() {
        ToolOutcome.Done first = done(Uses.of(), "memory_set", "{'key':'a','value':'1'}");
        ToolOutcome.Done second = done(Uses.of(), "memory_set", "{'key':'b','value':'2'}");

        AgentData kept = changed(second, changed(first, AgentData.EMPTY));

        assertThat(kept.memory()).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
    }

    @Test
    void theMemoryHasAnEnd() {
        String large = "x".repeat(70_000);

        assertThat(perform(Uses.of(), "memory_set", "{'key':'a','value':'%s'}".formatted(large)))
                .isInstanceOfSatisfying(
                        ToolOutcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("Nothing was changed"));
    }

    @Test
    void aPlanHasAnEndToo() {
        String large = "x".repeat(70_000);

        assertThat(perform(Uses.of(), "plan_create", "{'steps':[{'title':'%s'}]}".formatted(large)))
                .isInstanceOfSatisfying(
                        ToolOutcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("Nothing was changed"));
    }

    @Test
    void aWidgetIsPassedOnAsItIs() {
        String widget = "{'type':'ui','title':'Hi','children':[{'type':'text','value':'Hello','unknown':1}]}";

        assertThat(done(Uses.of(), "widget", widget).widget()).isEqualTo(Uses.object(widget));
    }

    @Test
    void anInteractiveWidgetWaitsForTheUser() {
        String widget = "{'type':'ui','interactive':true}";

        assertThat(perform(Uses.of(), "widget", widget)).isEqualTo(new ToolOutcome.Waits(true, Uses.object(widget)));
    }

    @Test
    void finishingMustFitTheOutputSchema() {
        Uses uses = Uses.of()
                .withOutputSchema(
                        "{'type':'object','properties':{'degrees':{'type':'number'}},'required':['degrees']}");

        assertThat(perform(uses, "finish", "{'degrees':21}"))
                .isEqualTo(new ToolOutcome.Finished(Uses.object("{'degrees':21}")));
        assertThat(refusal(uses, "finish", "{'degrees':'warm'}")).contains("degrees");
        assertThat(refusal(uses, "finish", "{}")).contains("degrees");
        assertThat(refusal(uses, "finish", "{'degrees':21}")).isEmpty();
    }

    @Test
    void finishingWithoutASchemaTakesAText() {
        Uses child = Uses.of().atDepth(1);

        assertThat(refusal(child, "finish", "{}")).contains("result");
        assertThat(perform(child, "finish", "{'result':'Done.'}"))
                .isEqualTo(new ToolOutcome.Finished(Uses.object("{'result':'Done.'}")));
    }

    @Test
    void aSkillIsAnsweredFromTheConfigurationOrItsUrl() {
        try (OddServer server = new OddServer().on("/skill.md", OddServer.answers(200, "text/markdown", "# Knots"))) {
            Uses uses = Uses.of()
                    .withSkills(
                            new Skill("tides", "", "Twice a day.", null, false),
                            new Skill("knots", "", null, server.url("/skill.md"), false));

            assertThat(done(uses, "skill_get", "{'name':'tides'}").result()).isEqualTo("Twice a day.");
            assertThat(done(uses, "skill_get", "{'name':'knots'}").result()).isEqualTo("# Knots");
            assertThat(done(uses, "skill_get", "{'name':'knots'}").result()).isEqualTo("# Knots");
            assertThat(server.requests()).hasSize(1);
            assertThat(refusal(uses, "skill_get", "{'name':'other'}")).contains("name");
        }
    }

    @Test
    void anOlderTextStandsInForASkillWhoseServerIsAway() {
        SkillTexts forgetful =
                new SkillTexts(outbound, Mappings.of(SkillConfig.class, "hearth.agent.skill.memory", "0s"));
        try (OddServer server = new OddServer().on("/s", OddServer.answers(200, "text/markdown", "# Knots"))) {
            Skill skill = new Skill("knots", "", null, server.url("/s"), true);
            assertThat(text(forgetful, skill)).isEqualTo("# Knots");

            server.on("/s", OddServer.answers(404, "text/plain", "gone"));
            assertThatThrownBy(() -> text(forgetful, skill)).hasMessageContaining("answered 404");

            server.on("/s", OddServer.answers(503, "text/plain", "away"));
            assertThat(text(forgetful, skill)).isEqualTo("# Knots");
            assertThat(text(forgetful, skill)).isEqualTo("# Knots");
            assertThat(server.requests()).as("not waited for again at once").hasSize(3);
        }
    }

    private static String text(SkillTexts texts, Skill skill) {
        return texts.textOf(skill).await().atMost(Duration.ofSeconds(10));
    }

    @Test
    void aSkillThatCannotBeReadIsAFailureThatNamesIt() {
        try (OddServer server = new OddServer().on("/large", OddServer.large(1 << 20, true))) {
            Uses uses = Uses.of()
                    .withSkills(
                            new Skill("gone", "", null, server.url("/gone"), false),
                            new Skill("large", "", null, server.url("/large"), false));

            assertThat(((ToolOutcome.Failed) perform(uses, "skill_get", "{'name':'gone'}")).message())
                    .contains("Skill 'gone'", "answered 404");
            assertThat(((ToolOutcome.Failed) perform(uses, "skill_get", "{'name':'large'}")).message())
                    .contains("Skill 'large'", "larger than");
        }
    }

    private List<String> names(Uses uses) {
        return tools
                .describe(uses.agent(), uses.chat())
                .await()
                .atMost(Duration.ofSeconds(10))
                .findValuesAsText("name")
                .stream()
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private String refusal(Uses uses, String name, String arguments) {
        return tools.refuse(uses.agent(), uses.chat(), name, Uses.object(arguments))
                .await()
                .atMost(Duration.ofSeconds(10))
                .orElse("");
    }

    private ToolOutcome perform(Uses uses, String name, String arguments) {
        return Uses.outcomeOf(tools.start(uses.use(name, arguments)));
    }

    private ToolOutcome.Done done(Uses uses, String name, String arguments) {
        return (ToolOutcome.Done) perform(uses, name, arguments);
    }

    private static AgentData changed(ToolOutcome.Done done, AgentData kept) {
        return Objects.requireNonNull(done.change()).apply(kept);
    }
}
