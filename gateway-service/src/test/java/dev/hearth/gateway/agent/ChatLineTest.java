package dev.hearth.gateway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines stay below 128 KiB (wire protocol 2.7 rule 10), and lose as little as that takes. */
class ChatLineTest {
    private static final String LONG = "r".repeat(100_000);

    @Test
    void aShortDocumentIsALineAsItIs() {
        String document = "{\"id\":\"m1\",\"role\":\"user\",\"n\":1.0}";

        assertThat(ChatLine.of(document.getBytes(StandardCharsets.UTF_8)))
                .asString()
                .isEqualTo(document);
    }

    @Test
    void aChatLosesItsMemoryFirst() {
        JsonNode line =
                line(chat("{\"plan_steps\":[{\"title\":\"x\"}],\"memory\":{\"a\":\"%s\"}}", "{}", "{\"a\":\"%s\"}"));

        assertThat(line.path("agent_data")).hasToString("{\"plan_steps\":[{\"title\":\"x\"}]}");
        assertThat(line.path("output").path("a").asText()).isEqualTo(LONG);
    }

    @Test
    void aChatLosesItsOutputThenItsContextThenItsPlan() {
        String large = "{\"a\":\"%1$s%1$s\"}";

        JsonNode outputLost = line(chat("{\"plan_steps\":[]}", "{\"a\":\"b\"}", large));
        JsonNode contextLost = line(chat("{\"plan_steps\":[]}", large, "{}"));
        JsonNode planLost = line(chat("{\"plan_steps\":[%s]}".formatted(large), "{}", "{}"));

        assertThat(outputLost.has("output")).isFalse();
        assertThat(outputLost.path("context")).hasToString("{\"a\":\"b\"}");
        assertThat(contextLost.has("context")).isFalse();
        assertThat(contextLost.has("agent_data")).isTrue();
        assertThat(planLost.has("agent_data")).isFalse();
        assertThat(planLost.path("status").asText()).isEqualTo("idle");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"type\":\"http\",\"status\":\"completed\"", "\"type\":\"app\",\"status\":\"in_progress\""})
    void argumentsThatNobodyWaitsForAreLeftOut(String invocation) {
        JsonNode line = line(asking(invocation, "\"arguments\":{\"a\":\"%s\"}", ""));

        assertThat(line.path("tool_invocations").path(0).path("function").path("arguments"))
                .hasToString("{}");
        assertThat(line.path("content")
                        .path(0)
                        .path("tool_calls")
                        .path(0)
                        .path("function")
                        .path("arguments")
                        .asText())
                .hasSize(1001);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"type\":\"client\",\"status\":\"awaiting_input\"",
                "\"type\":\"client\",\"status\":\"in_progress\"",
                "\"type\":\"app\",\"status\":\"awaiting_approval\""
            })
    void argumentsThatSomebodyIsAskedToActOnAreKept(String invocation) {
        JsonNode line = line(asking(invocation, "\"arguments\":{\"a\":\"%s\"}", ""));

        assertThat(line.path("tool_invocations")
                        .path(0)
                        .path("function")
                        .path("arguments")
                        .path("a")
                        .asText())
                .isEqualTo(LONG);
    }

    @Test
    void aWidgetIsLeftOutOnceItIsAnswered() {
        String widget = ",\"widget\":{\"html\":\"%1$s%1$s\"}";
        String answered = "\"type\":\"internal\",\"status\":\"completed\"";
        String open = "\"type\":\"internal\",\"status\":\"awaiting_input\"";

        assertThat(line(asking(answered, "\"arguments\":{}", widget))
                        .path("tool_invocations")
                        .path(0)
                        .has("widget"))
                .isFalse();
        assertThat(Documents.read(ChatLine.of(asking(open, "\"arguments\":{}", widget)))
                        .path("tool_invocations")
                        .path(0)
                        .has("widget"))
                .isTrue();
    }

    @Test
    void filesThatAreWrittenOutAreLeftOut() {
        JsonNode line = line(bytes(("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"See\"},"
                        + "{\"type\":\"image\",\"image\":\"data:image/png;base64,%1$s\"},"
                        + "{\"type\":\"file\",\"file\":\"DATA:text/plain,%1$s\"}]}")
                .formatted(LONG)));

        assertThat(line.path("content"))
                .hasToString("[{\"type\":\"text\",\"text\":\"See\"},"
                        + "{\"type\":\"image\",\"image\":\"data:image/png;base64,\"},"
                        + "{\"type\":\"file\",\"file\":\"DATA:text/plain,\"}]");
    }

    @Test
    void aTextIsNeverCut() {
        byte[] document = bytes(
                "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"%1$s%1$s\"}]}".formatted(LONG));

        assertThat(ChatLine.of(document)).isEqualTo(document);
    }

    private static JsonNode line(byte[] document) {
        byte[] line = ChatLine.of(document);
        assertThat(line).hasSizeLessThanOrEqualTo(ChatLine.MAX_BYTES);
        return Documents.read(line);
    }

    private static byte[] chat(String data, String context, String output) {
        return bytes(
                "{\"id\":\"c1\",\"status\":\"idle\",\"context\":%s,\"agent_data\":%s,\"output\":%s,\"chat_messages\":[]}"
                        .formatted(context, data, output)
                        .replace("%1$s", LONG)
                        .replace("%s", LONG));
    }

    private static byte[] asking(String invocation, String arguments, String more) {
        return bytes(
                ("{\"id\":\"m1\",\"role\":\"assistant\",\"content\":[{\"type\":\"tool\",\"tool_calls\":[{\"id\":\"c1\","
                                + "\"function\":{\"name\":\"f\",\"arguments\":\"%s\"}}]}],"
                                + "\"tool_invocations\":[{" + invocation + ",\"function\":{\"name\":\"f\"," + arguments
                                + "}" + more
                                + "}]}")
                        .replace("%1$s", LONG)
                        .replace("%s", LONG));
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
