package dev.hearth.agent.llm;

import static dev.hearth.agent.llm.Talk.agent;
import static dev.hearth.agent.llm.Talk.call;
import static dev.hearth.agent.llm.Talk.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.calls.CallTarget;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.MessageStatus;
import dev.hearth.agent.testing.ScriptedCalls;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.TurnId;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LlmInputTest {
    private static final ArrayNode NO_TOOLS = JsonNodeFactory.instance.arrayNode();
    private static final ObjectNode EVERYTHING = json(ScriptedCalls.LLM_INPUT);

    @Test
    void tellsPromptHistoryAndTheMessageToAnswer() {
        Talk talk = new Talk().user("Hi").assistant("Hello.").user("How are you?");

        ObjectNode input = input(talk, EVERYTHING);

        assertThat(input.path("system_prompt").asText()).isEqualTo("Be kind.");
        assertThat(input.path("role").asText()).isEqualTo("user");
        assertThat(input.path("text").asText()).isEqualTo("How are you?");
        assertThat(input.path("context")).hasToString("""
                [{"role":"user","text":"Hi"},{"role":"assistant","text":"Hello."}]""");
        assertThat(input.has("tools")).isFalse();
    }

    @Test
    void presentsParallelCallsAsAlternatingPairsAndTheLastResultAsTheMessage() {
        Talk talk = new Talk()
                .user("Weather?")
                .asks("Let me look.", call("c1", "weather", "{\"city\":\"Rome\"}"), call("c2", "weather", "{}"))
                .result("c1", "sunny")
                .result("c2", "rain");

        ObjectNode input = input(talk, EVERYTHING);

        assertThat(input.path("context")).hasToString("""
                [{"role":"user","text":"Weather?"},\
                {"role":"assistant","text":"Let me look.","tool_calls":[{"id":"c1","type":"function",\
                "function":{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"}}]},\
                {"role":"tool","text":"sunny","tool_call_id":"c1"},\
                {"role":"assistant","text":"","tool_calls":[{"id":"c2","type":"function",\
                "function":{"name":"weather","arguments":"{}"}}]}]""");
        assertThat(input.path("role").asText()).isEqualTo("tool");
        assertThat(input.path("text").asText()).isEqualTo("rain");
        assertThat(input.path("tool_call_id").asText()).isEqualTo("c2");
    }

    @Test
    void anEmptyResultIsStillAText() {
        Talk talk = new Talk().user("Go").asks("", call("c1", "go", "{}")).result("c1", "");

        assertThat(input(talk, EVERYTHING).path("text").isTextual()).isTrue();
    }

    @Test
    void callsThatShareAnIdGetTheirResultsInOrder() {
        Talk talk = new Talk()
                .user("Go")
                .asks("", call("c", "one", "{}"), call("c", "two", "{}"))
                .result("c", "1")
                .result("c", "2");

        ObjectNode input = input(talk, EVERYTHING);

        assertThat(roles(input)).containsExactly("user", "assistant", "tool", "assistant");
        assertThat(input.path("context").path(2).path("text").asText()).isEqualTo("1");
        assertThat(input.path("text").asText()).isEqualTo("2");
    }

    @Test
    void leavesOutCallsWithoutAResultAndMessagesThatSayNothing() {
        Talk talk = new Talk()
                .user("Go")
                .assistant(
                        MessageStatus.CANCELLED,
                        new ContentPart.Text("I was about"),
                        new ContentPart.ToolCalls(List.of(call("c1", "go", "{}"))))
                .user("Again")
                .assistant(MessageStatus.FAILED, new ContentPart.Failure("no luck"))
                .user("Once more")
                .assistant(MessageStatus.PENDING, new ContentPart.Text("being written"));

        ObjectNode input = input(talk, EVERYTHING);

        assertThat(input.path("context")).hasToString("""
                [{"role":"user","text":"Go"},{"role":"assistant","text":"I was about"},\
                {"role":"user","text":"Again"}]""");
        assertThat(input.path("text").asText()).isEqualTo("Once more");
    }

    @Test
    void aMessageThatWaitedForTheTurnBeforeComesAfterThatTurn() {
        Talk talk = new Talk()
                .user("First")
                .asks("", call("c1", "go", "{}"))
                .queuedFor(TurnId.random(), "Second")
                .result("c1", "gone")
                .assistant("Done.");

        ObjectNode input = input(talk, EVERYTHING);

        assertThat(roles(input)).containsExactly("user", "assistant", "tool", "assistant");
        assertThat(input.path("text").asText()).isEqualTo("Second");
    }

    @Test
    void passesReasoningImagesAndFilesOnToAppsThatTakeThem() {
        Talk talk = new Talk()
                .user("Hm")
                .assistant(MessageStatus.READY, new ContentPart.Reasoning("deep"), new ContentPart.Text("Ah."))
                .user(
                        "Look",
                        new ContentPart.Image("http://files/1.png"),
                        new ContentPart.FileLink("http://files/2.pdf"));

        ObjectNode input = input(talk, EVERYTHING);

        assertThat(input.path("images")).hasToString("[\"http://files/1.png\"]");
        assertThat(input.path("files")).hasToString("[\"http://files/2.pdf\"]");
        assertThat(input.path("context").path(1).path("reasoning").asText()).isEqualTo("deep");
    }

    @Test
    void namesTheFilesFromBeforeACallThatFailedForAFileThatWasGone() {
        ContentPart.Image gone = new ContentPart.Image("http://f/gone.png");
        Talk talk = new Talk()
                .user("See", gone)
                .assistant("Nice.")
                .user("And this?", new ContentPart.FileLink("http://f/2"))
                .assistant(MessageStatus.FAILED, new ContentPart.Failure("http://f/gone.png: 404 (FILE_UNAVAILABLE)"))
                .user("Now?", new ContentPart.Image("http://f/3.png"))
                .assistant("Yes.")
                .user("Sure?");

        ObjectNode input = input(talk, EVERYTHING);

        assertThat(input.path("context").path(0)).hasToString("""
                {"role":"user","text":"See\\n[attached image: http://f/gone.png]"}""");
        assertThat(input.path("context").path(2)).hasToString("""
                {"role":"user","text":"And this?\\n[attached file: http://f/2]"}""");
        assertThat(input.path("context").path(3)).hasToString("""
                {"role":"user","text":"Now?","images":["http://f/3.png"]}""");
    }

    @Test
    void keepsTheFilesFromBeforeACallThatFailedForAnotherReason() {
        Talk talk = new Talk()
                .user("See", new ContentPart.Image("http://f/1.png"))
                .assistant(MessageStatus.FAILED, new ContentPart.Failure("out of luck (APP_ERROR)"))
                .user("Now?");

        assertThat(input(talk, EVERYTHING).path("context").path(0).path("images"))
                .hasToString("[\"http://f/1.png\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.png", "file:///x.png", "inf://files/nope", "/etc/passwd"})
    void namesWhatIsNoFileSinceACallWithItWouldBeRefused(String uri) {
        Talk talk = new Talk().user("See", new ContentPart.Image(uri));

        ObjectNode input = input(talk, EVERYTHING);

        assertThat(input.path("text").asText()).isEqualTo("See\n[attached image: %s]".formatted(uri));
        assertThat(input.has("images")).isFalse();
    }

    @Test
    void aFileThatIsWrittenOutCountsAsAnyOtherAndIsNamedByItsType() {
        ContentPart.Image inline = new ContentPart.Image("data:image/png;base64," + "A".repeat(50_000));
        Talk talk = new Talk()
                .user("First")
                .assistant("Yes?")
                .user("See", inline)
                .assistant("Nice.")
                .user("Now?");

        assertThat(roles(input(talk, EVERYTHING))).hasSize(4);
        assertThat(input(talk, json("{\"properties\":{\"text\":{},\"context\":{}}}"))
                        .path("context")
                        .path(2)
                        .path("text")
                        .asText())
                .isEqualTo("See\n[attached image: data:image/png]");
    }

    @Test
    void namesImagesAndFilesInTheTextForAppsThatDoNotTakeThem() {
        Talk talk = new Talk()
                .user("Look", new ContentPart.Image("http://f/1.png"), new ContentPart.FileLink("http://f/2"));

        ObjectNode input = input(talk, json("{\"properties\":{\"text\":{},\"context\":{}}}"));

        assertThat(input.path("text").asText())
                .isEqualTo("Look\n[attached image: http://f/1.png]\n[attached file: http://f/2]");
        assertThat(input.has("images")).isFalse();
    }

    @Test
    void sendsNoFieldThatTheAppDoesNotKnow() {
        Talk talk = new Talk().user("Go").asks("", call("c1", "go", "{}")).result("c1", "gone");
        ObjectNode schema = json("""
                {"$defs":{"M":{"properties":{"role":{},"text":{}}}},"properties":{"text":{},"role":{},
                "context":{"type":"array","items":{"$ref":"#/$defs/M"}}}}""");

        ObjectNode input = input(talk, schema);

        assertThat(input.fieldNames()).toIterable().containsExactlyInAnyOrder("text", "role", "context");
        assertThat(input.path("context").path(1)).hasToString("{\"role\":\"assistant\",\"text\":\"\"}");
    }

    @Test
    void sendsEverythingToAnAppThatDeclaresNothing() {
        ObjectNode input = input(new Talk().user("Hi"), null);

        assertThat(input.path("system_prompt").asText()).isEqualTo("Be kind.");
        assertThat(input.path("context_size").asInt()).isEqualTo(4096);
    }

    @Test
    void theAgentsDefaultsCountExceptForWhatTheLoopKnows() {
        ObjectNode defaults = json("""
                {"temperature":0.2,"model":"small","text":"not this","context":[1],"context_size":0,
                "system_prompt":"Not this either."}""");

        ObjectNode input = LlmInput.of(
                agent("Be kind.", defaults, List.of()),
                "Be kind.",
                new Talk().user("Hi").messages(),
                NO_TOOLS,
                declared(EVERYTHING),
                4096);

        assertThat(input.path("temperature").asDouble()).isEqualTo(0.2);
        assertThat(input.path("model").asText()).isEqualTo("small");
        assertThat(input.path("text").asText()).isEqualTo("Hi");
        assertThat(input.path("context")).isEmpty();
        assertThat(input.path("system_prompt").asText()).isEqualTo("Be kind.");
        assertThat(input.path("context_size").asInt()).isEqualTo(4096);
    }

    @Test
    void theSizeOfTheContextIsTheAgentsElseTheAppsElseTheUsual() {
        ObjectNode ofApp = json("{\"properties\":{\"text\":{},\"context_size\":{\"default\":32000}}}");

        assertThat(sizeOf("{\"context_size\":9000}", ofApp)).isEqualTo(9000);
        assertThat(sizeOf("{}", ofApp)).isEqualTo(32000);
        assertThat(sizeOf("{}", EVERYTHING)).isEqualTo(4096);
    }

    @Test
    void oldTurnsThatDoNotFitAreDroppedWhole() {
        String long1000Tokens = "word ".repeat(800);
        Talk talk = new Talk()
                .user("oldest " + long1000Tokens)
                .asks("", call("c1", "go", "{}"))
                .result("c1", long1000Tokens)
                .assistant("Done.")
                .user("older")
                .assistant(long1000Tokens)
                .user("now");

        ObjectNode input = input(talk, EVERYTHING, "{\"context_size\":2000}");

        assertThat(roles(input)).containsExactly("user", "assistant");
        assertThat(input.path("context").path(0).path("text").asText()).isEqualTo("older");
    }

    @Test
    void theTurnThatIsBeingAnsweredIsKeptWhateverItTakes() {
        Talk talk = new Talk()
                .user("before")
                .assistant("Yes.")
                .user("now")
                .asks("", call("c1", "go", "{}"))
                .result("c1", "word ".repeat(5000));

        ObjectNode input = input(talk, EVERYTHING, "{\"context_size\":1000}");

        assertThat(roles(input)).containsExactly("user", "assistant");
        assertThat(input.path("context").path(0).path("text").asText()).isEqualTo("now");
    }

    @Test
    void nothingIsDroppedForAnAppThatDoesNotAskForASize() {
        Talk talk = new Talk().user("word ".repeat(9000)).assistant("Yes.").user("now");

        assertThat(roles(input(talk, json("{\"properties\":{\"text\":{},\"role\":{},\"context\":{}}}"))))
                .hasSize(2);
    }

    @Test
    void anAppWithoutTextOrResponseIsNoLlm() {
        CallTarget noText = target(json("{\"properties\":{\"image\":{}}}"), null);
        CallTarget noResponse = target(EVERYTHING, json("{\"properties\":{\"image\":{}}}"));

        assertThatThrownBy(() -> DeclaredInput.of(noText))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessage("core app test/llm is not an LLM app: its input has no field 'text'");
        assertThatThrownBy(() -> DeclaredInput.of(noResponse))
                .hasMessage("core app test/llm is not an LLM app: its output has no field 'response'");
    }

    private static int sizeOf(String defaults, ObjectNode schema) {
        return input(new Talk().user("Hi"), schema, defaults)
                .path("context_size")
                .asInt();
    }

    private static ObjectNode input(Talk talk, @Nullable ObjectNode schema) {
        return input(talk, schema, "{}");
    }

    private static ObjectNode input(Talk talk, @Nullable ObjectNode schema, String defaults) {
        return LlmInput.of(
                agent("Be kind.", json(defaults), List.of()),
                "Be kind.",
                talk.messages(),
                NO_TOOLS,
                declared(schema),
                4096);
    }

    private static List<String> roles(ObjectNode input) {
        return StreamSupport.stream(input.path("context").spliterator(), false)
                .map((JsonNode line) -> line.path("role").asText())
                .toList();
    }

    private static DeclaredInput declared(@Nullable ObjectNode schema) {
        return DeclaredInput.of(target(schema, null));
    }

    private static CallTarget target(@Nullable ObjectNode input, @Nullable ObjectNode output) {
        return new CallTarget(new AppId("app"), new AppVersionId("v"), "test/llm", "run", "", input, output, null);
    }
}
