package dev.hearth.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.console.CliException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentCommandsTest {
    private static final String AGENT = "{\"id\":\"a1\",\"namespace\":\"ada\",\"name\":\"helper\",\"version_id\":"
            + "\"v1abcdefgh\",\"description\":\"Helps\",\"version\":{\"core_app\":{\"ref\":\"ada/llm\"},\"tools\":["
            + "{\"name\":\"weather\",\"type\":\"http\"}],\"system_prompt\":\"Be kind.\"}}";
    private static final String STARTED =
            "{\"user_message\":{\"id\":\"m1\",\"chat_id\":\"c1\"},\"assistant_message\":{\"id\":\"m2\",\"chat_id\":\"c1\"}}";
    private static final String BUSY = "{\"event\":\"chats\",\"data\":{\"id\":\"c1\",\"status\":\"busy\"}}";
    private static final String IDLE = "{\"event\":\"chats\",\"data\":{\"id\":\"c1\",\"status\":\"idle\"}}";

    @TempDir
    private Path folder = Path.of("");

    private final InputStream keyboard = System.in;
    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = new Shell(gateway.connection());

    @AfterEach
    void stop() {
        System.setIn(keyboard);
        gateway.close();
    }

    @Test
    void storesAnAgentAndTellsItsReference() throws IOException {
        gateway.answers("POST /agents", AGENT);
        Path file = Files.writeString(folder.resolve("agent.json"), "{\"name\":\"helper\",\"core_app\":\"ada/llm\"}");

        assertThat(shell.type("agent", "create", file.toString(), "--namespace", "ada", "--tag", "beta"))
                .isZero();

        JsonNode request = gateway.last("POST /agents").json();
        assertThat(request.path("core_app").asText()).isEqualTo("ada/llm");
        assertThat(request.path("namespace").asText()).isEqualTo("ada");
        assertThat(request.path("tag").asText()).isEqualTo("beta");
        assertThat(shell.printed()).isEqualTo("ada/helper@v1abcdef\n");
    }

    @Test
    void readsTheConfigurationFromTheStandardInput() {
        gateway.answers("POST /agents", AGENT);
        types("{\"name\":\"helper\",\"core_app\":\"ada/llm\"}");

        assertThat(shell.type("agent", "create", "-", "--json")).isZero();

        assertThat(shell.printed()).isEqualTo(AGENT + "\n");
    }

    @Test
    void asksForNothingWithAFileThatIsNoObject() throws IOException {
        Path file = Files.writeString(folder.resolve("agent.json"), "[]");

        assertThat(shell.type("agent", "create", file.toString())).isEqualTo(2);

        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void tellsWhyAnAgentIsRefused() throws IOException {
        gateway.refuses("POST /agents", 400, "invalid_request", "tools[0].type: mcp is not supported");
        Path file = Files.writeString(folder.resolve("agent.json"), "{\"name\":\"helper\"}");

        assertThat(shell.type("agent", "create", file.toString())).isEqualTo(5);

        assertThat(shell.told()).contains("mcp is not supported");
    }

    @Test
    void saysSomethingToAnAgentForTheRehearsal() {
        gateway.answers("POST /agents/run", STARTED)
                .streams("GET /chats/c1/stream", BUSY, message("pending", "Hel"), message("ready", "Hello."), IDLE);

        new RemoteApps(gateway.connection()).say("{\"name\":\"helper\"}", "Hi");

        JsonNode request = gateway.last("POST /agents/run").json();
        assertThat(request.path("agent_config").path("name").asText()).isEqualTo("helper");
        assertThat(request.path("input").path("text").asText()).isEqualTo("Hi");
    }

    @Test
    void failsTheRehearsalWithAMessageThatFailed() {
        gateway.answers("POST /agents/run", STARTED).streams("GET /chats/c1/stream", message("failed", "Oh."), IDLE);

        assertThatThrownBy(() -> new RemoteApps(gateway.connection()).say("{}", "Hi"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("c1");
    }

    @Test
    void listsAgents() {
        gateway.answers("POST /agents/list", "{\"items\":[%s],\"has_next\":false}".formatted(AGENT));

        assertThat(shell.type("agent", "list")).isZero();

        assertThat(shell.printed()).contains("AGENT", "ada/helper", "v1abcdef", "Helps");
    }

    @Test
    void showsAnAgent() {
        gateway.answers("GET /agents/ada/helper", AGENT);

        assertThat(shell.type("agent", "get", "ada/helper")).isZero();

        assertThat(shell.printed()).contains("ada/llm", "weather (http)", "Be kind.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"v2\",\"core_app\":{\"ref\":\"ada/other\"}}",
                "{\"id\":\"a1\",\"version_id\":\"v2\",\"version\":{\"core_app\":{\"ref\":\"ada/other\"}}}"
            })
    void showsANamedVersionWhetherItComesAloneOrInItsAgent(String answer) {
        gateway.answers("GET /agents/ada/helper", AGENT).answers("GET /agents/a1/versions/beta", answer);

        assertThat(shell.type("agent", "get", "ada/helper@beta")).isZero();

        assertThat(shell.printed()).contains("ada/other", "v2").doesNotContain("ada/llm");
    }

    @Test
    void runsAnAgentAndPrintsItsLastText() {
        gateway.answers("POST /agents/run", STARTED)
                .streams(
                        "GET /chats/c1/stream",
                        BUSY,
                        message("pending", "Hel"),
                        "{\"type\":\"heartbeat\"}",
                        message("ready", "Hello."),
                        IDLE);

        assertThat(shell.type("agent", "run", "ada/helper@beta", "--message", "Hi", "--context", "user=ann"))
                .isZero();

        JsonNode request = gateway.last("POST /agents/run").json();
        assertThat(request.path("agent").asText()).isEqualTo("ada/helper@beta");
        assertThat(request.path("input").path("text").asText()).isEqualTo("Hi");
        assertThat(request.path("context").path("user").asText()).isEqualTo("ann");
        assertThat(request.has("chat_id")).isFalse();
        assertThat(shell.printed()).isEqualTo("Hello.\n");
    }

    @Test
    void goesOnAfterAStreamThatBroke() {
        gateway.answers("POST /agents/run", STARTED)
                .streams("GET /chats/c1/stream", BUSY, message("pending", "Hel"))
                .streams("GET /chats/c1/stream", message("ready", "Hello."), IDLE);

        assertThat(shell.type("agent", "run", "ada/helper", "--message", "Hi")).isZero();

        assertThat(shell.printed()).isEqualTo("Hello.\n");
    }

    @Test
    void printsTheOutputOfAnAgentThatFinished() {
        gateway.answers("POST /agents/run", STARTED)
                .streams(
                        "GET /chats/c1/stream",
                        message("ready", ""),
                        "{\"event\":\"chats\",\"data\":{\"id\":\"c1\",\"status\":\"completed\",\"output\":{\"n\":1}}}");

        assertThat(shell.type("agent", "run", "ada/helper", "--message", "Hi")).isZero();

        assertThat(shell.printed()).isEqualToIgnoringWhitespace("{\"n\":1}");
    }

    @Test
    void printsTheWholeChatForAProgram() {
        gateway.answers("POST /agents/run", STARTED)
                .streams("GET /chats/c1/stream", message("ready", "Hello."), IDLE)
                .answers("GET /chats/c1", "{\"id\":\"c1\",\"chat_messages\":[]}");

        assertThat(shell.type("agent", "run", "ada/helper", "--message", "Hi", "--json"))
                .isZero();

        assertThat(shell.printed()).isEqualTo("{\"id\":\"c1\",\"chat_messages\":[]}\n");
    }

    @Test
    void tellsWhyATurnFailed() {
        gateway.answers("POST /agents/run", STARTED)
                .streams(
                        "GET /chats/c1/stream",
                        "{\"event\":\"chat_messages\",\"data\":{\"id\":\"m2\",\"role\":\"assistant\",\"status\":"
                                + "\"failed\",\"content\":[{\"type\":\"text\",\"error\":\"the LLM is gone\"}]}}",
                        IDLE);

        assertThat(shell.type("agent", "run", "ada/helper", "--message", "Hi")).isEqualTo(1);

        assertThat(shell.told()).contains("the LLM is gone");
    }

    @Test
    void showsTextAsItGrowsAndToolsInATalk() {
        gateway.answers("POST /agents/run", STARTED)
                .streams(
                        "GET /chats/c1/stream",
                        message("pending", "Let me"),
                        message("pending", "Let me look."),
                        using("http", "in_progress", ""),
                        using("http", "completed", "21 degrees"),
                        "{\"event\":\"chat_messages\",\"data\":{\"id\":\"m4\",\"role\":\"assistant\",\"status\":\"ready\","
                                + "\"content\":[{\"type\":\"text\",\"text\":\"It is warm.\"}]}}",
                        IDLE)
                .streams("GET /chats/c1/stream", message("ready", "Bye."), IDLE);
        types("How warm is it?\nBye\n");

        assertThat(shell.type("agent", "chat", "ada/helper")).isZero();

        assertThat(shell.printed()).isEqualTo("Let me look.\nIt is warm.\nBye.\n");
        assertThat(shell.told())
                .containsOnlyOnce("tool weather {\"city\":\"Rome\"}")
                .containsOnlyOnce("tool weather completed: 21 degrees")
                .contains("chat c1");
        assertThat(gateway.last("POST /agents/run").json().path("chat_id").asText())
                .isEqualTo("c1");
    }

    @Test
    void approvesRefusesAndAlwaysAllowsTools() {
        asksForApproval("hm\ny");
        assertThat(gateway.requests()).contains("POST /tools/i1/invoke");
        assertThat(shell.told()).contains("allow weather {\"city\":\"Rome\"}? [y/n/always");

        asksForApproval("n too far");
        assertThat(gateway.last("POST /tools/i1/reject").json().path("reason").asText())
                .isEqualTo("too far");

        asksForApproval("always");
        assertThat(gateway.last("POST /chats/c1/tools/i1/always-allow")
                        .json()
                        .path("tool_name")
                        .asText())
                .isEqualTo("weather");
    }

    @Test
    void theUserAnswersToolsOfPrograms() {
        gateway.answers("POST /agents/run", STARTED)
                .answers("POST /tools/i1", "null")
                .streams(
                        "GET /chats/c1/stream",
                        using("client", "awaiting_input", ""),
                        using("client", "awaiting_input", ""),
                        IDLE);
        types("hello\nsunny\n");

        assertThat(shell.type("agent", "chat", "ada/helper")).isZero();

        assertThat(gateway.last("POST /tools/i1").json().path("result").asText())
                .isEqualTo("sunny");
        assertThat(gateway.requests().stream().filter("POST /tools/i1"::equals)).hasSize(1);
    }

    @Test
    void saysThatSomebodyElseAnsweredFirst() {
        gateway.refuses("POST /tools/i1/invoke", 409, "conflict", "already answered");

        asksForApproval("y");

        assertThat(shell.told()).contains("not taken: ", "already answered");
    }

    @Test
    void failsIfNobodyIsThereToAsk() {
        gateway.answers("POST /agents/run", STARTED)
                .streams("GET /chats/c1/stream", using("http", "awaiting_approval", ""));
        types("");

        assertThat(shell.type("agent", "run", "ada/helper", "--message", "Hi")).isEqualTo(1);

        assertThat(shell.told()).contains("weather waits for an answer");
    }

    private void asksForApproval(String answer) {
        gateway.answers("POST /agents/run", STARTED)
                .answers("POST /tools/i1/invoke", "null")
                .answers("POST /tools/i1/reject", "null")
                .answers("POST /chats/c1/tools/i1/always-allow", "null")
                .streams("GET /chats/c1/stream", using("http", "awaiting_approval", ""), IDLE);
        types("hello\n" + answer + "\n");

        assertThat(shell.type("agent", "chat", "ada/helper")).isZero();
    }

    private static void types(String text) {
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String message(String status, String text) {
        return ("{\"event\":\"chat_messages\",\"data\":{\"id\":\"m2\",\"role\":\"assistant\",\"status\":\"%s\","
                        + "\"content\":[{\"type\":\"reasoning\",\"text\":\"hm\"},{\"type\":\"text\",\"text\":\"%s\"}]}}")
                .formatted(status, text);
    }

    private static String using(String type, String status, String result) {
        return ("{\"event\":\"chat_messages\",\"data\":{\"id\":\"m2\",\"role\":\"assistant\",\"status\":\"ready\","
                        + "\"content\":[{\"type\":\"text\",\"text\":\"Let me look.\"}],\"tool_invocations\":[{\"id\":\"i1\","
                        + "\"type\":\"%s\",\"status\":\"%s\",\"function\":{\"name\":\"weather\",\"arguments\":"
                        + "{\"city\":\"Rome\"}},\"result\":\"%s\"}]}}")
                .formatted(type, status, result);
    }
}
