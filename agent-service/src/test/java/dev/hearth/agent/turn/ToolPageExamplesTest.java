package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.OddServer;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedApp;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The examples of docs/agents/tools.md do what the page says, with servers of this test in the place of others. */
@QuarkusTest
class ToolPageExamplesTest extends TalkTest {
    private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyExampleIsPerformed() throws IOException {
        ScriptedApp weather = calls.app("local/weather").then(Play.returns("{\"degrees\":21}"));
        String team = talk.team.caller().team().value();
        calls.secret(team, "EXAMPLE_TOKEN", "of-the-bearer");
        calls.secret(team, "EXAMPLE_REGION", "north");
        calls.secret(team, "LAB_KEY", "of-the-lab");
        talk.team.save("{'name': 'tides', 'version': {'core_app': '%s'}}"
                .formatted(calls.llm().then(Play.says("At noon.")).ref()));
        llm.then(
                Play.uses("c1", "weather", "{\"city\":\"Rome\",\"session\":\"new\"}")
                        .calls("c2", "add_user", "{\"name\":\"Ann\"}")
                        .calls("c3", "ask_lab", "{\"sample\":\"s1\"}")
                        .calls("c4", "expert", "{\"message\":\"When?\"}")
                        .calls("c5", "open_door", "{\"door\":2}"),
                Play.says("Done"));
        try (OddServer server = new OddServer()
                .on("/teams/blue/users", OddServer.json("{\"id\":7}"))
                .on("/hook", OddServer.json("{\"mass\":3}"))) {
            talk.team.save("""
                    {'name': 'page', 'version': {'core_app': '%s', 'tools': [%s],
                     'context': [{'name': 'team', 'default': 'blue'}]}}""".formatted(llm.ref(), examples(server)));

            talk.sayTo(talk.team.namespace() + "/page", "Do all");
            JsonNode door = talk.awaitInvocation(4, "awaiting_input");
            var _ = clients.agents()
                    .submitToolResult(talk.answer(door.path("id").asText(), "{'result': 'open'}"));
            talk.awaitStatus("idle");

            assertThat(talk.invocations())
                    .extracting(invocation -> invocation.path("result").asText())
                    .satisfiesExactly(
                            said -> assertThat(said).contains("\"session_id\"", "\"degrees\":21"),
                            said -> assertThat(said).isEqualTo("{\"id\":7}"),
                            said -> assertThat(said).isEqualTo("{\"mass\":3}"),
                            said -> assertThat(said).isEqualTo("At noon."),
                            said -> assertThat(said).isEqualTo("open"));
            assertThat(request(server, "/teams/blue/users"))
                    .satisfies(
                            asked -> assertThat(asked.header("Authorization")).isEqualTo("Bearer of-the-bearer"))
                    .satisfies(asked -> assertThat(asked.header("X-Region")).isEqualTo("north"));
            assertThat(request(server, "/hook").header("X-Webhook-Signature")).startsWith("sha256=");
        }
        assertThat(weather.inputs().getLast()).hasToString("{\"unit\":\"celsius\",\"city\":\"Rome\"}");
    }

    private String examples(OddServer server) throws IOException {
        List<String> examples = EXAMPLE.matcher(Files.readString(Path.of("../docs/agents/tools.md")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        return examples.stream()
                .map(example -> example.replace("https://api.example.com", server.url(""))
                        .replace("https://lab.example.com", server.url(""))
                        .replace("local/tides", talk.team.namespace() + "/tides"))
                .collect(Collectors.joining(", "));
    }

    private static OddServer.Request request(OddServer server, String path) {
        return server.requests().stream()
                .filter(asked -> asked.path().equals(path))
                .findFirst()
                .orElseThrow();
    }
}
