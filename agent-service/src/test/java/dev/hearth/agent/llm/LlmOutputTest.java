package dev.hearth.agent.llm;

import static dev.hearth.agent.llm.Talk.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.ContentPart.Image;
import dev.hearth.agent.chat.ContentPart.Reasoning;
import dev.hearth.agent.chat.ContentPart.Text;
import dev.hearth.agent.chat.ContentPart.ToolCalls;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LlmOutputTest {
    @Test
    void readsReasoningTextImagesAndToolCallsInThisOrder() {
        LlmReply reply = read("""
                {"response":"Look.","tool_calls":[{"id":"c1","type":"function",
                "function":{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"}}],
                "images":["http://f/1.png",{"uri":"http://f/2.png","path":"/x"}],"reasoning":"Hm.",
                "usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""");

        assertThat(reply.content())
                .containsExactly(
                        new Reasoning("Hm."),
                        new Text("Look."),
                        new Image("http://f/1.png"),
                        new Image("http://f/2.png"),
                        new ToolCalls(List.of(call("c1", "weather", "{\"city\":\"Rome\"}"))));
        assertThat(reply.totalTokens()).isEqualTo(7);
    }

    @Test
    void leavesOutWhatIsEmpty() {
        LlmReply reply =
                read("{\"response\":\"\",\"reasoning\":null,\"tool_calls\":[],\"images\":null,\"usage\":null}");

        assertThat(reply.content()).isEmpty();
        assertThat(reply.usage()).isNull();
        assertThat(reply.totalTokens()).isZero();
    }

    @Test
    void aBareStringIsAResponse() {
        assertThat(read("\"Hello\"").content()).containsExactly(new Text("Hello"));
    }

    @Test
    void countsTotalTokensThatTheAppDoesNotTell() {
        assertThat(read("{\"response\":\"\",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}")
                        .totalTokens())
                .isEqualTo(7);
    }

    @Test
    void anAnswerIsReplacedByTheNextAndNeverAddedTo() {
        AppLlmsReader reader = new AppLlmsReader();

        reader.read("{\"response\":\"Hel\"}");

        assertThat(reader.read("{\"response\":\"Hello\"}")).containsExactly(new Text("Hello"));
    }

    @Test
    void readsArgumentsThatAreAnObjectUnfinishedOrMissing() {
        List<ContentPart> content = read("""
                {"tool_calls":[{"id":"a","function":{"name":"x","arguments":{"n":1}}},
                {"id":"b","function":{"name":"x","arguments":"{\\"n\\":"}},
                {"id":"c","name":"x","arguments":""},
                {"id":"d","function":{"name":"x"}}]}""").content();

        assertThat(content)
                .containsExactly(new ToolCalls(List.of(
                        call("a", "x", "{\"n\":1}"),
                        call("b", "x", "{\"n\":"),
                        call("c", "x", "{}"),
                        call("d", "x", "{}"))));
    }

    @Test
    void keepsTheDigitsOfNumbersInArgumentsThatAreAnObject() {
        List<ContentPart> content = read("""
                {"tool_calls":[{"id":"a","function":{"name":"x","arguments":
                {"n":12345678901234567890.123456789,"price":1.50}}}]}""").content();

        assertThat(content)
                .containsExactly(new ToolCalls(
                        List.of(call("a", "x", "{\"n\":12345678901234567890.123456789,\"price\":1.50}"))));
    }

    @Test
    void callsWithoutAnIdOfTheirOwnGetOneByTheirPlace() {
        List<ContentPart> content = read("""
                {"tool_calls":[{"function":{"name":"x"}},{"id":"same","function":{"name":"y"}},
                {"id":"same","function":{"name":"z"}}]}""").content();

        assertThat(content)
                .containsExactly(new ToolCalls(
                        List.of(call("call_0", "x", "{}"), call("same", "y", "{}"), call("call_2", "z", "{}"))));
    }

    @Test
    void callsWithAnIndexComeInItsOrder() {
        List<ContentPart> content = read("""
                {"tool_calls":[{"index":1,"id":"b","function":{"name":"y"}},
                {"index":0,"id":"a","function":{"name":"x"}}]}""").content();

        assertThat(content).containsExactly(new ToolCalls(List.of(call("a", "x", "{}"), call("b", "y", "{}"))));
    }

    @Test
    void halfOfAPairOfSurrogatesIsShownAsAQuestionMark() {
        assertThat(read("{\"response\":\"ok \\ud83d\"}").content()).containsExactly(new Text("ok ?"));
        assertThat(read("{\"response\":\"ok \\ud83d\\ude00\"}").content()).containsExactly(new Text("ok 😀"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "17", "{\"image\":\"http://f/1.png\"}"})
    void saysWhatIsNoAnswerOfAnLlm(String output) {
        assertThatThrownBy(() -> read(output))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the LLM app's output");
    }

    private static LlmReply read(String output) {
        return LlmOutput.read(ByteString.copyFromUtf8(output));
    }

    private static final class AppLlmsReader {
        private final LlmReader reader = LlmOutput::read;

        List<ContentPart> read(String output) {
            return reader.read(ByteString.copyFromUtf8(output)).content();
        }
    }
}
