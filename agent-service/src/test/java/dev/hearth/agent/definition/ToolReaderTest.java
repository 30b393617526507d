package dev.hearth.agent.definition;

import static dev.hearth.agent.testing.Configurations.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.testing.Configurations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolReaderTest {
    private final AgentConfigReader reader = new AgentConfigReader(Configurations.definitions(Map.of()));

    @Test
    void readsAClientTool() {
        Tool tool = tool("""
                {'name': 'look', 'display_name': 'Look', 'description': 'Looks.', 'type': 'client', 'require_approval': true,
                 'client': {'input_schema': {'type': 'object', 'properties': {}}, 'output_schema': {'type': 'string'}}}""");

        assertThat(tool)
                .isEqualTo(new Tool.Client(
                        new Tool.Common("look", "Look", "Looks.", true, Duration.ofDays(7), 1),
                        object("{'type': 'object', 'properties': {}}"),
                        object("{'type': 'string'}")));
        assertThat(tool.type()).isEqualTo("client");
    }

    @Test
    void givesAClientToolWithoutSchemaNoParameters() {
        assertThat(tool("{'name': 'look', 'type': 'client'}"))
                .isInstanceOfSatisfying(
                        Tool.Client.class,
                        client -> assertThat(client.inputSchema())
                                .isEqualTo(json("{'type': 'object', 'properties': {}}")));
    }

    @Test
    void unwrapsAToolThatCameAsSchema() {
        assertThat(tool("{'schema': {'name': 'look', 'type': 'client', 'client': {}}, 'handler': null}"))
                .isEqualTo(tool("{'name': 'look', 'type': 'client'}"));
    }

    @Test
    void readsAnAppTool() {
        assertThat(tool("""
                {'name': 'draw', 'type': 'app', 'timeout': 30, 'app': {'ref': 'me/draw@v1', 'function': 'sketch',
                  'session_enabled': true, 'setup': {'a': 1}, 'input': {'b': 2}}}"""))
                .isEqualTo(new Tool.App(
                        common("draw", Duration.ofSeconds(30)),
                        "me/draw@v1",
                        "sketch",
                        true,
                        object("{'a': 1}"),
                        object("{'b': 2}")));
        assertThat(tool("{'name': 'draw', 'type': 'app', 'app': {'id': 'abcdefgh', 'version_id': 'ijkl'}}"))
                .isInstanceOfSatisfying(
                        Tool.App.class, app -> assertThat(app.ref()).isEqualTo("abcdefgh@ijkl"));
    }

    @Test
    void readsAnAgentTool() {
        assertThat(tool("{'name': 'ask', 'type': 'agent', 'agent': {'ref': 'me/expert@v1'}}"))
                .isEqualTo(new Tool.Agent(common("ask", Duration.ofDays(7)), "me/expert@v1"));
    }

    @Test
    void readsAHookTool() {
        assertThat(tool("""
                {'name': 'tell', 'type': 'hook', 'hook': {'url': 'https://h.example/x', 'secret': 'KEY',
                  'input_schema': {'type': 'object'}}}"""))
                .isEqualTo(new Tool.Hook(
                        common("tell", Duration.ofDays(7)),
                        "https://h.example/x",
                        "KEY",
                        object("{'type': 'object'}"),
                        null));
    }

    @Test
    void readsAnHttpTool() {
        assertThat(tool("""
                {'name': 'fetch', 'type': 'http', 'http': {'url': 'https://x.example/{{context.user}}?q=1', 'method': 'get',
                  'auth': {'type': 'bearer', 'secret': 'TOKEN'}, 'headers': {'X-A': '${{secrets.A}}', 'X-B': 'b'}}}"""))
                .isEqualTo(new Tool.Http(
                        common("fetch", Duration.ofMinutes(1)),
                        "http",
                        "https://x.example/{{context.user}}?q=1",
                        "GET",
                        new Tool.Auth.Bearer("TOKEN"),
                        List.of(new Tool.Header("X-A", "${{secrets.A}}"), new Tool.Header("X-B", "b")),
                        null,
                        null));
    }

    @Test
    void takesHttpAndCallUnderEitherName() {
        assertThat(tool("{'name': 'f', 'type': 'http', 'call': {'url': 'http://a.example'}}"))
                .isEqualTo(tool("{'name': 'f', 'type': 'http', 'http': {'url': 'http://a.example'}}"));
        Tool call = tool("{'name': 'f', 'type': 'call', 'http': {'url': 'http://a.example'}}");
        assertThat(call).isEqualTo(tool("{'name': 'f', 'type': 'call', 'call': {'url': 'http://a.example'}}"));
        assertThat(call.type()).isEqualTo("call");
    }

    @Test
    void readsEveryKindOfAuth() {
        assertThat(auth("{'type': 'none'}")).isEqualTo(new Tool.Auth.None());
        assertThat(auth("{'type': 'api_key', 'secret': 'K'}")).isEqualTo(new Tool.Auth.ApiKey("K", "X-API-Key"));
        assertThat(auth("{'type': 'api_key', 'secret': 'K', 'header': 'X-K'}"))
                .isEqualTo(new Tool.Auth.ApiKey("K", "X-K"));
        assertThat(auth("{'type': 'integration', 'provider': 'slack', 'integration_id': 'i'}"))
                .isEqualTo(new Tool.Auth.Integration("slack"));
    }

    @Test
    void triesAToolOnceUnlessItIsRepeatable() {
        assertThat(attempts("")).isEqualTo(1);
        assertThat(attempts(", 'repeatable': false")).isEqualTo(1);
        assertThat(attempts(", 'repeatable': true")).isEqualTo(3);
        assertThat(attempts(", 'max_attempts': 5")).isEqualTo(5);
    }

    private Tool tool(String text) {
        return reader.read("c", json("{'core_app': 'me/llm', 'tools': [" + text + "]}"))
                .tools()
                .getFirst();
    }

    private Tool.Auth auth(String text) {
        return tool("{'name': 'f', 'type': 'http', 'http': {'url': 'http://a.example', 'auth': " + text + "}}")
                        instanceof Tool.Http http
                ? http.auth()
                : new Tool.Auth.None();
    }

    private int attempts(String members) {
        return tool("{'name': 'f', 'type': 'agent', 'agent': {'ref': 'a/b'}" + members + "}")
                .common()
                .maxAttempts();
    }

    private static Tool.Common common(String name, Duration timeLimit) {
        return new Tool.Common(name, "", "", false, timeLimit, 1);
    }

    private static ObjectNode object(String text) {
        return (ObjectNode) json(text);
    }
}
