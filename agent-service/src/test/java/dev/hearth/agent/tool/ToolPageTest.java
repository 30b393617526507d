package dev.hearth.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.definition.AgentConfig;
import dev.hearth.agent.definition.AgentConfigReader;
import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.Configurations;
import dev.hearth.agent.testing.ScriptedCalls;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/agents/tools.md are tools. */
@QuarkusTest
class ToolPageTest extends AgentServiceTest {
    private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    @Inject
    AgentConfigReader reader;

    @Inject
    ToolBox tools;

    @Inject
    ScriptedCalls gateway;

    @Test
    void everyExampleIsReadAndDescribed() throws IOException {
        gateway.app("local/weather").describedAs("Says the weather");
        ObjectNode given = Uses.object("{'name':'page','core_app':'local/mind'}");
        List<String> examples = EXAMPLE.matcher(Files.readString(Path.of("../docs/agents/tools.md")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        examples.forEach(example -> given.withArrayProperty("tools").add(Configurations.json(example)));

        AgentConfig agent = reader.read("", given);
        var described = tools.describe(agent, Uses.of().chat()).await().atMost(Duration.ofSeconds(20));

        assertThat(agent.tools()).hasSize(5);
        assertThat(described.findValuesAsText("name"))
                .contains("weather", "add_user", "ask_lab", "expert", "open_door");
    }
}
