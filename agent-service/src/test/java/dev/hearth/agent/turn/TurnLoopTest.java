package dev.hearth.agent.turn;

import static dev.hearth.agent.testing.Clients.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.Clients;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedApp;
import dev.hearth.agent.testing.ScriptedTools;
import dev.hearth.agent.testing.ScriptedTools.Hand;
import dev.hearth.agent.tool.ToolOutcome;
import dev.hearth.errors.ErrorCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole turns: the LLM, its tools, and what it is told. */
@QuarkusTest
@TestProfile(LoopProfile.class)
class TurnLoopTest extends TalkTest {
    @Inject
    ScriptedTools tools;

    @Test
    void answersWithoutTools() {
        llm.then(Play.says("Hel", "Hello"));

        JsonNode answer = talk.say("Hi");

        assertThat(answer.path("assistant_message").path("status").asText()).isEqualTo("pending");
        JsonNode chat = talk.awaitStatus("idle");
        assertThat(talk.lines()).containsExactly("user:ready:Hi", "assistant:ready:Hello");
        assertThat(chat.path("chat_messages").get(1).path("task_id").asText())
                .isEqualTo(llm.calls().getFirst().getTaskId());
    }

    @Test
    void tellsTheLlmWhatAToolGave() {
        String tool = talk.tool("http", "");
        llm.then(Play.uses("c1", tool, "{}"), Play.says("It is done."));

        talk.say("Do it");

        talk.awaitStatus("idle");
        assertThat(talk.lines())
                .containsExactly(
                        "user:ready:Do it", "assistant:ready:", "tool:ready:done c1", "assistant:ready:It is done.");
        assertThat(tools.uses(tool)).hasSize(1);
    }

    @Test
    void writesTwiceForARoundWithOneTool() {
        String tool = talk.tool("http", "");
        llm.then(Play.uses("c1", tool, "{}"), Play.uses("c2", tool, "{}"), Play.says("Done."));

        talk.say("Do it");

        talk.awaitStatus("idle");
        long revision = pool.preparedQuery("select revision from agent.turn where chat_id = $1")
                .execute(Tuple.of(talk.chatId()))
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(Duration.ofSeconds(5));
        assertThat(revision)
                .as("the insert, twice for each of two rounds, the end")
                .isEqualTo(1 + 2 * 2 + 1);
    }

    @Test
    void performsToolsInParallelAndTellsResultsInTheOrderOfTheCalls() {
        String tool = talk.tool("http", "");
        List<Hand> hands = List.of(new Hand(), new Hand(), new Hand());
        tools.on(tool, use -> hands.get(use.invocation().position()));
        llm.then(Play.uses("c1", tool, "{}").calls("c2", tool, "{}").calls("c3", tool, "{}"), Play.says("All done."));
        talk.say("Do three");
        Talk.await(() -> tools.uses(tool).size() == 3, () -> "not all were started");

        hands.get(2).ends(ToolOutcome.Done.of("three"));
        hands.get(0).ends(ToolOutcome.Done.of("one"));
        hands.get(1).ends(ToolOutcome.Done.of("two"));

        talk.awaitStatus("idle");
        assertThat(talk.lines()).containsSubsequence("tool:ready:one", "tool:ready:two", "tool:ready:three");
    }

    @Test
    void explainsCallsThatMeanNothingAndGoesOn() {
        String tool = talk.tool("http", "");
        llm.then(
                Play.uses("c1", "nope", "{}").calls("c2", tool, "{not json").calls("c3", tool, "{\"bad\":1}"),
                Play.says("Sorry."));

        talk.say("Try");

        talk.awaitStatus("idle");
        assertThat(talk.invocations())
                .allMatch(one -> one.path("status").asText().equals("failed"));
        assertThat(talk.lines().get(2)).contains("no tool named 'nope'", tool + ", finish");
        assertThat(talk.lines().get(3)).contains("not a JSON object");
        assertThat(talk.lines().get(4)).contains("bad: is not allowed");
        assertThat(talk.lines().get(5)).isEqualTo("assistant:ready:Sorry.");
        assertThat(tools.uses(tool)).isEmpty();
    }

    @Test
    void tellsTheUsageOfEachStepAndOfTheTurn() {
        String tool = talk.tool("client", "");
        llm.then(Play.uses("c1", tool, "{}").usage(5, 2), Play.says("Done.").usage(4, 1));
        talk.say("Ask me");
        String id = talk.awaitInvocation(0, "awaiting_input").path("id").asText();
        clients.agents().submitToolResult(talk.answer(id, "{'result': 'x'}"));
        talk.awaitStatus("idle");

        List<JsonNode> steps = new ArrayList<>();
        Clients.json(clients.agents().getChatTrace(talk.team.resource(talk.chatId())))
                .path("nodes")
                .forEach(steps::add);

        assertThat(steps.getLast()
                        .path("metadata")
                        .path("usage")
                        .path("prompt_tokens")
                        .asInt())
                .isEqualTo(4);
        assertThat(steps.getLast().path("metadata").path("total_tokens_of_run").asInt())
                .isEqualTo(12);
    }

    @Test
    void keepsAnAnswerAsTextThatIsNestedTooDeeplyToBeShownAsJson() {
        String tool = talk.tool("client", "");
        String deep = "[".repeat(998) + "]".repeat(998);
        llm.then(Play.uses("c1", tool, "{\"a\":1}"), Play.says("Thanks."));
        talk.say("Ask me");
        String id = talk.awaitInvocation(0, "awaiting_input").path("id").asText();

        clients.agents().submitToolResult(talk.answer(id, "{'result': '%s'}".formatted(deep)));

        talk.awaitStatus("idle");
        JsonNode answered = talk.invocations().getFirst();
        assertThat(answered.path("result").asText()).isEqualTo(deep);
        assertThat(answered.path("data").isNull() || answered.path("data").isMissingNode())
                .isTrue();
    }

    @Test
    void tellsTheLlmThatArgumentsAreNestedTooDeeply() {
        String tool = talk.tool("client", "");
        llm.then(Play.uses("c1", tool, "{\"a\":" + "[".repeat(998) + "]".repeat(998) + "}"), Play.says("I see."));

        talk.say("Ask me");

        talk.awaitStatus("idle");
        assertThat(talk.invocations().getFirst().path("status").asText()).isEqualTo("failed");
    }

    @Test
    void failsTheMessageWhenTheLlmFailsAndKeepsItsText() {
        llm.then(Play.begin().snapshot("I was about").failing("out of luck", "APP_ERROR"));

        talk.say("Hi");

        talk.awaitStatus("idle");
        assertThat(talk.lines().get(1)).startsWith("assistant:failed:").endsWith("out of luck (APP_ERROR)");
    }

    @Test
    void goesOnAfterACallThatFailedForAFileThatWasGone() {
        llm.then(Play.fails("http://f/gone.png: 404", "FILE_UNAVAILABLE"), Play.says("I cannot see it."));
        talk.sayWith("'text': 'See', 'images': ['http://f/gone.png']", "", "");
        talk.awaitStatus("idle");

        talk.say("And now?");
        talk.awaitStatus("idle");

        JsonNode context = ScriptedApp.inputOf(llm.calls().getLast()).path("context");
        assertThat(context).hasToString("""
                [{"role":"user","text":"See\\n[attached image: http://f/gone.png]"}]""");
        assertThat(talk.lines().getLast()).isEqualTo("assistant:ready:I cannot see it.");
    }

    @Test
    void refusesAMessageWithoutACoreAppAndLeavesTheChatAsItWas() {
        llm.then(Play.says("Hello"));
        talk.say("Hi");
        talk.awaitStatus("idle");

        refused(ErrorCode.INVALID_REQUEST, () -> talk.say(""));

        assertThat(talk.status()).isEqualTo("idle");
        assertThat(talk.lines()).hasSize(2);
    }

    @Test
    void completesTheChatWithTheOutputOfFinish() {
        tools.on(
                "finish",
                use -> ScriptedTools.ended(
                        new ToolOutcome.Finished(use.invocation().arguments())));
        llm.then(Play.uses("c1", "finish", "{\"answer\":42}"), Play.says("Hello again"));
        talk.say("Compute");

        JsonNode chat = talk.awaitStatus("completed");

        assertThat(chat.path("output").path("answer").asInt()).isEqualTo(42);
        talk.say("And now?");
        assertThat(talk.awaitStatus("idle").path("output").isNull()).isTrue();
    }

    @Test
    void endsATurnThatGoesRoundInCircles() {
        String tool = talk.tool("http", "");
        talk.with("'limits': {'max_rounds': 3}");
        llm.always(_ -> Play.uses("c", tool, "{}"));

        talk.say("Go");

        talk.awaitStatus("idle");
        assertThat(talk.lines().getLast()).startsWith("assistant:failed:").contains("limit of");
    }

    @Test
    void startsARepeatableToolAgain() {
        String tool = talk.tool("http", ", 'repeatable': true, 'max_attempts': 2");
        tools.on(
                tool,
                use -> ScriptedTools.ended(
                        use.invocation().attempt() == 1
                                ? new ToolOutcome.Failed("busy", false, true)
                                : ToolOutcome.Done.of("at last")));
        llm.then(Play.uses("c1", tool, "{}"), Play.says("Good."));

        talk.say("Try");

        talk.awaitStatus("idle");
        assertThat(talk.lines().get(2)).isEqualTo("tool:ready:at last");
        assertThat(tools.uses(tool))
                .map(use -> use.invocation().executionId())
                .hasSize(2)
                .doesNotHaveDuplicates();
    }
}
