package dev.hearth.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.definition.InternalTools;
import dev.hearth.agent.definition.Tool;
import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.OddServer;
import dev.hearth.agent.testing.ScriptedApp;
import dev.hearth.agent.testing.ScriptedCalls;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the LLM is told of tools, and which arguments they take. */
@QuarkusTest
@Timeout(120)
class ToolBoxTest extends AgentServiceTest {
    private static final InternalTools NONE = new InternalTools(false, false, false, false, false);
    private static final String SCHEMA =
            "{'type':'object','properties':{'city':{'type':'string'},'days':{'type':'integer'}},'required':['city']}";

    @Inject
    ToolBox tools;

    @Inject
    ScriptedCalls gateway;

    @Test
    void describesAClientToolByItsSchema() {
        assertThat(described(client(SCHEMA))).isEqualTo(Uses.object("""
                        {'type':'function','function':{'name':'weather','description':'Does weather','parameters':
                        {'type':'object','properties':{'city':{'type':'string'},'days':{'type':'integer'}},
                        'required':['city']}}}"""));
    }

    @Test
    void describesAnAppToolByItsAppsInputWithoutWhatIsPreset() {
        ScriptedApp app = gateway.app().describedAs("Says the weather").withSchemas(SCHEMA.replace('\'', '"'), "");
        Tool tool = new Tool.App(
                new Tool.Common("weather", "", "", false, Uses.LIMIT, 1),
                app.ref(),
                null,
                true,
                Uses.node(),
                Uses.object("{'city':'Rome'}"));

        JsonNode function = described(tool).path("function");

        assertThat(function.path("description").asText()).isEqualTo("Says the weather");
        assertThat(function.path("parameters").path("properties").fieldNames())
                .toIterable()
                .containsExactly("days", "session");
        assertThat(function.path("parameters").path("required")).isEmpty();
    }

    @Test
    void anAppThatIsNotThereIsNamedWithItsTool() {
        Tool tool = new Tool.App(Uses.common("weather"), "test/nobody", null, false, Uses.node(), Uses.node());

        assertThatThrownBy(() -> described(tool))
                .hasMessageContaining("Tool 'weather' cannot be used")
                .hasMessageContaining("test/nobody");
    }

    @Test
    void refusesArgumentsThatDoNotFit() {
        Tool tool = client(SCHEMA);

        assertThat(refusal(tool, "{'city':'Rome','days':2}")).isEmpty();
        assertThat(refusal(tool, "{}")).contains("city");
        assertThat(refusal(tool, "{'city':1,'days':'two'}")).contains("/city", "/days");
    }

    @Test
    void refusesToolsThatAreNotThere() {
        Uses uses = Uses.of(client(SCHEMA));

        assertThat(tools.refuse(uses.agent(), uses.chat(), "other", Uses.node())
                        .await()
                        .indefinitely())
                .contains("There is no tool 'other'.");
        assertThat(tools.find(uses.agent(), uses.chat(), "other")).isEmpty();
    }

    @Test
    void aSchemaReachesNothingOutsideItself() {
        try (OddServer server = new OddServer()) {
            String schema =
                    "{'type':'object','properties':{'city':{'$ref':'%s'}}}".formatted(server.url("/schema.json"));

            assertThat(refusal(client(schema), "{'city':'Rome'}")).contains("cannot be checked");
            assertThat(refusal(
                            client("{'type':'object','properties':{'city':{'$ref':'file:///etc/passwd'}}}"),
                            "{'city':'Rome'}"))
                    .contains("cannot be checked");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aPatternThatNeverEndsIsGivenUp() {
        Tool tool = client("{'type':'object','properties':{'city':{'type':'string','pattern':'^(a|a)*\\\\1b$'}}}");

        assertThat(refusal(tool, "{'city':'aaab'}")).isEmpty();
        assertThat(refusal(tool, "{'city':'%s!'}".formatted("a".repeat(60)))).contains("too long to match");
    }

    @Test
    void aBrokenSchemaIsAReadableRefusal() {
        assertThat(refusal(client("{'type':'object','properties':{'city':{'pattern':'['}}}"), "{'city':'Rome'}"))
                .contains("cannot be checked");
    }

    @Test
    void knowsWhoPerformsATool() {
        Uses uses = Uses.of(client(SCHEMA), new Tool.Agent(Uses.common("ask"), "test/other"));

        assertThat(tools.find(uses.agent(), uses.chat(), "weather"))
                .hasValue(new ToolBox.KnownTool("client", "weather", false, Uses.LIMIT, 1, false));
        assertThat(tools.find(uses.agent(), uses.chat(), "ask"))
                .hasValueSatisfying(tool -> assertThat(tool.runsElsewhere()).isTrue());
        assertThat(tools.find(uses.agent(), uses.chat(), "plan_load"))
                .hasValueSatisfying(tool -> assertThat(tool.type()).isEqualTo("internal"));
    }

    @Test
    void namesBuiltInToolsToo() {
        Uses uses = Uses.of(client(SCHEMA));

        assertThat(tools.names(uses.agent(), uses.chat())).contains("weather", "plan_load", "memory_get");
    }

    @Test
    void aClientsToolWaitsForItsProgram() {
        assertThat(Uses.outcomeOf(tools.start(Uses.of(client(SCHEMA)).use("weather", "{'city':'Rome'}"))))
                .isEqualTo(new ToolOutcome.Waits(false, null));
    }

    private ObjectNode described(Tool tool) {
        Uses uses = Uses.of(tool).withInternalTools(NONE);
        return (ObjectNode) tools.describe(uses.agent(), uses.chat())
                .await()
                .atMost(Duration.ofSeconds(20))
                .get(0);
    }

    private String refusal(Tool tool, String arguments) {
        Uses uses = Uses.of(tool);
        return tools.refuse(uses.agent(), uses.chat(), tool.common().name(), Uses.object(arguments))
                .await()
                .atMost(Duration.ofSeconds(20))
                .orElse("");
    }

    private static Tool client(String schema) {
        return new Tool.Client(Uses.common("weather"), Uses.object(schema), null);
    }
}
