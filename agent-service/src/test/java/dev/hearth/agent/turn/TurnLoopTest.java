package dev.hearth.agent.turn;

import static dev.hearth.agent.testing.Clients.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.Clients;
import dev.hearth.agent.testing.Configurations;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedApp;
import dev.hearth.agent.testing.ScriptedCalls;
import dev.hearth.agent.testing.ScriptedTools;
import dev.hearth.agent.testing.ScriptedTools.Hand;
import dev.hearth.agent.testing.TestTeam;
import dev.hearth.agent.tool.CallbackTokens;
import dev.hearth.agent.tool.RunningTool;
import dev.hearth.agent.tool.ToolOutcome;
import dev.hearth.errors.ErrorCode;
import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.proto.v1.ToolRequest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(LoopProfile.class)
class TurnLoopTest extends AgentServiceTest {
    @Inject
    Clients clients;

    @Inject
    ScriptedCalls calls;

    @Inject
    ScriptedTools tools;

    @Inject
    CallbackTokens tokens;

    @Inject
    Pool pool;

    private ScriptedApp llm;
    private Talk talk;

    @BeforeEach
    void begin() {
        llm = calls.llm();
        talk = new Talk(clients, llm);
    }

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
        assertThat(talk.lines().get(2)).contains("no tool named 'nope'");
        assertThat(talk.lines().get(3)).contains("not a JSON object");
        assertThat(talk.lines().get(4)).contains("bad: is not allowed");
        assertThat(talk.lines().get(5)).isEqualTo("assistant:ready:Sorry.");
        assertThat(tools.uses(tool)).isEmpty();
    }

    @Test
    void asksNoMoreOnceAToolIsAlwaysAllowed() {
        String tool = talk.tool("http", ", 'require_approval': true");
        llm.then(Play.uses("c1", tool, "{}"), Play.uses("c2", tool, "{}"), Play.says("Twice."));
        talk.say("Do it twice");
        JsonNode asked = talk.awaitInvocation(0, "awaiting_approval");
        talk.awaitStatus("awaiting_input");

        clients.agents().alwaysAllowTool(talk.answer(asked.path("id").asText(), ""));

        JsonNode chat = talk.awaitStatus("idle");
        assertThat(tools.uses(tool)).hasSize(2);
        assertThat(chat.path("agent_data").path("always_allowed_tools").get(0).asText())
                .isEqualTo(tool);
    }

    @Test
    void saysNoOnBehalfOfTheUser() {
        String tool = talk.tool("http", ", 'require_approval': true");
        llm.then(Play.uses("c1", tool, "{}"), Play.says("As you wish."));
        talk.say("Do it");
        JsonNode asked = talk.awaitInvocation(0, "awaiting_approval");
        talk.awaitStatus("awaiting_input");

        clients.agents().rejectTool(talk.answer(asked.path("id").asText(), "{'reason': 'too dear'}"));

        talk.awaitStatus("idle");
        assertThat(talk.invocations().getFirst().path("status").asText()).isEqualTo("cancelled");
        assertThat(talk.invocations()
                        .getFirst()
                        .path("approval")
                        .path("decided_by")
                        .asText())
                .isEqualTo(talk.team.caller().user().value());
        assertThat(talk.lines().get(2)).contains("too dear");
        assertThat(tools.uses(tool)).isEmpty();
    }

    @Test
    void staysBusyWhileAClientsProgramAnswers() {
        String tool = talk.tool("client", "");
        llm.then(Play.uses("c1", tool, "{\"a\":1}"), Play.says("Thanks."));
        talk.say("Ask me");
        JsonNode asked = talk.awaitInvocation(0, "awaiting_input");

        assertThat(talk.status()).isEqualTo("busy");
        assertThat(asked.path("function").path("arguments").path("a").asInt()).isEqualTo(1);
        JsonNode answered = Clients.json(clients.agents()
                .submitToolResult(talk.answer(asked.path("short_id").asText(), "{'result': {'x': 2}}")));

        assertThat(answered.path("result").asText()).isEqualTo("{\"x\":2}");
        assertThat(answered.path("data").path("x").asInt()).isEqualTo(2);
        talk.awaitStatus("idle");
        String id = asked.path("id").asText();
        clients.agents().submitToolResult(talk.answer(id, "{'result': {'x': 2}}"));
        refused(ErrorCode.CONFLICT, () -> clients.agents().submitToolResult(talk.answer(id, "{'result': 'other'}")));
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
    void takesAHooksAnswerByItsTokenAlone() throws Exception {
        String tool = talk.tool("hook", "");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest("secret".getBytes(StandardCharsets.UTF_8));
        tools.on(tool, use -> new RunningTool() {
            @Override
            public Uni<ToolOutcome> outcome() {
                return tokens.allow(use.invocation().id(), hash).replaceWith(new ToolOutcome.Waits(false, null));
            }

            @Override
            public void cancel() {
                throw new AssertionError("nobody stops it");
            }
        });
        llm.then(Play.uses("c1", tool, "{}"), Play.says("Thanks."));
        talk.say("Call out");
        ToolRequest answer = ToolRequest.newBuilder()
                .setInvocationId(
                        talk.awaitInvocation(0, "awaiting_input").path("id").asText())
                .setToken("secret")
                .setBody(Configurations.body("{'result': 'called'}"))
                .build();

        refused(
                ErrorCode.NOT_FOUND,
                () -> clients.agents()
                        .submitToolResult(answer.toBuilder().setToken("guessed").build()));
        clients.agents().submitToolResult(answer);

        talk.awaitStatus("idle");
        assertThat(talk.lines().get(2)).isEqualTo("tool:ready:called");
    }

    @Test
    void refusesAnAnswerThatIsTooLarge() {
        String tool = talk.tool("client", "");
        llm.then(Play.uses("c1", tool, "{}"), Play.says("Thanks."));
        talk.say("Ask me");
        String id = talk.awaitInvocation(0, "awaiting_input").path("id").asText();

        refused(
                ErrorCode.PAYLOAD_TOO_LARGE,
                () -> clients.agents()
                        .submitToolResult(talk.answer(id, "{'result': '%s'}".formatted("x".repeat(1 << 21)))));

        assertThat(talk.invocations().getFirst().path("status").asText()).isEqualTo("awaiting_input");
    }

    @Test
    void stopsWhatRunsBeforeItRemovesTheChat() {
        CountDownLatch never = new CountDownLatch(1);
        llm.then(Play.begin().snapshot("Once").awaits(never));
        talk.say("A story");
        Talk.await(() -> !llm.calls().isEmpty(), () -> "the LLM was not asked");

        clients.agents().deleteChat(talk.team.resource(talk.chatId()));

        refused(ErrorCode.NOT_FOUND, () -> talk.chat());
        String task = llm.calls().getFirst().getTaskId();
        Talk.await(() -> calls.task(task).getStatus() == TaskStatus.TASK_STATUS_CANCELLED, () -> "the task still runs");
    }

    @Test
    void neverFindsAStrangersInvocation() {
        String tool = talk.tool("client", "");
        llm.then(Play.uses("c1", tool, "{}"), Play.says("Thanks."));
        talk.say("Ask me");
        String id = talk.awaitInvocation(0, "awaiting_input").path("id").asText();
        TestTeam stranger = new TestTeam(clients);

        refused(
                ErrorCode.NOT_FOUND,
                () -> clients.agents()
                        .submitToolResult(ToolRequest.newBuilder()
                                .setCaller(stranger.caller().toProto())
                                .setInvocationId(id)
                                .setBody(talk.answer(id, "{'result': 'x'}").getBody())
                                .build()));

        assertThat(talk.invocations().getFirst().path("status").asText()).isEqualTo("awaiting_input");
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
    void stopsTheLlmAndKeepsItsText() {
        CountDownLatch never = new CountDownLatch(1);
        llm.then(Play.begin().snapshot("Once upon").awaits(never));
        talk.say("A story");
        Talk.await(() -> !llm.calls().isEmpty(), () -> "the LLM was not asked");
        String task = llm.calls().getFirst().getTaskId();
        Talk.await(() -> calls.task(task).hasOutput(), () -> "nothing was said");

        JsonNode stopped = talk.stop();

        assertThat(stopped.path("status").asText()).isEqualTo("idle");
        Talk.await(() -> calls.task(task).getStatus() == TaskStatus.TASK_STATUS_CANCELLED, () -> "the task still runs");
        assertThat(talk.lines().get(1)).startsWith("assistant:cancelled:");
    }

    @Test
    void stopsToolsAtWork() {
        String tool = talk.tool("http", "");
        Hand hand = new Hand();
        tools.on(tool, _ -> hand);
        llm.then(Play.uses("c1", tool, "{}"));
        talk.say("Do it");
        Talk.await(() -> !tools.uses(tool).isEmpty(), () -> "not started");

        JsonNode stopped = talk.stop();

        assertThat(stopped.path("status").asText()).isEqualTo("idle");
        assertThat(hand.isCancelled()).isTrue();
        assertThat(talk.invocations().getFirst().path("status").asText()).isEqualTo("cancelled");
    }

    @Test
    void letsAMessageWaitForTheTurnBeforeIt() {
        CountDownLatch gate = new CountDownLatch(1);
        llm.then(Play.begin().snapshot("One").awaits(gate).completes(), Play.says("Two"), Play.says("Four"));
        talk.say("1");
        JsonNode second = talk.say("2");
        JsonNode third = talk.say("3");
        talk.say("4");

        assertThat(second.path("user_message").path("status").asText()).isEqualTo("queued");
        clients.agents()
                .cancelMessage(
                        talk.team.resource(third.path("user_message").path("id").asText()));
        gate.countDown();

        Talk.await(
                () -> talk.lines().contains("assistant:ready:Four"),
                () -> talk.lines().toString());
        talk.awaitStatus("idle");
        assertThat(talk.lines().stream().filter(line -> line.contains(":ready:")))
                .containsExactly(
                        "user:ready:1",
                        "assistant:ready:One",
                        "user:ready:2",
                        "assistant:ready:Two",
                        "user:ready:4",
                        "assistant:ready:Four");
        JsonNode told = llm.inputs().get(1);
        assertThat(told.path("context"))
                .map(message -> message.path("role").asText() + ":"
                        + message.path("text").asText())
                .containsExactly("user:1", "assistant:One");
        assertThat(told.path("text").asText()).isEqualTo("2");
    }

    @Test
    void isBusyOnceOnlyAProgramIsWaitedFor() {
        String approved = talk.tool("http", ", 'require_approval': true");
        String client = talk.tool("client", "");
        llm.then(Play.uses("c1", approved, "{}").calls("c2", client, "{}"), Play.says("Done."));
        talk.say("Do both");
        talk.awaitStatus("awaiting_input");

        clients.agents()
                .rejectTool(talk.answer(talk.invocations().getFirst().path("id").asText(), "{}"));

        assertThat(talk.status()).isEqualTo("busy");
        assertThat(talk.invocations().get(1).path("status").asText()).isEqualTo("awaiting_input");
        clients.agents()
                .submitToolResult(
                        talk.answer(talk.invocations().get(1).path("id").asText(), "{'result': 'ok'}"));
        talk.awaitStatus("idle");
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

    @Test
    void answersARepeatedKeyWithTheSameMessages() {
        llm.then(Play.says("Hello"));
        String key = "key-" + talk.team.namespace();
        JsonNode first = talk.say("Hi", key);
        talk.awaitStatus("idle");
        talk.forgetChat();

        JsonNode again = talk.say("Hi", key);

        assertThat(again.path("user_message").path("id"))
                .isEqualTo(first.path("user_message").path("id"));
        assertThat(llm.calls()).hasSize(1);
        refused(ErrorCode.CONFLICT, () -> talk.say("Something else", key));
    }

    @Test
    void knowsARepeatByTheDigestOfWhatWasSentIfThereIsOne() {
        llm.then(Play.says("Hello"));
        String key = "key-" + talk.team.namespace();
        JsonNode first = talk.sayWith("'images': ['inf://files/%s']".formatted(Ids.random()), key, "digest");
        talk.awaitStatus("idle");
        talk.forgetChat();
        String taken = "'images': ['inf://files/%s']".formatted(Ids.random());

        JsonNode again = talk.sayWith(taken, key, "digest");

        assertThat(again.path("user_message").path("id"))
                .isEqualTo(first.path("user_message").path("id"));
        refused(ErrorCode.CONFLICT, () -> talk.sayWith(taken, key, "another"));
    }

    @Test
    void pagesTowardsOlderMessages() {
        llm.then(Play.says("a"), Play.says("b"));
        talk.say("1");
        talk.awaitStatus("idle");
        talk.say("2");
        talk.awaitStatus("idle");

        JsonNode newest = talk.page("", 3);
        JsonNode older = talk.page(newest.path("next_cursor").asText(), 3);

        assertThat(newest.path("has_next").asBoolean()).isTrue();
        assertThat(newest.path("items")).hasSize(3);
        assertThat(older.path("items")).hasSize(1);
        assertThat(older.path("has_next").asBoolean()).isFalse();
    }

    @Test
    void showsWhatTheLlmSaysWhileItSpeaksAndTheRestLast() {
        CountDownLatch gate = new CountDownLatch(1);
        llm.then(Play.begin().snapshot("Hel").awaits(gate).snapshot("Hello").completes());
        talk.say("Hi");

        var told = talk.watch();
        Talk.await(
                () -> told.stream()
                        .anyMatch(update ->
                                update.getMessage().getJson().toStringUtf8().contains("\"Hel\"")),
                () -> told.toString());
        gate.countDown();

        Talk.await(
                () -> told.stream()
                        .anyMatch(update -> update.getChat().getStatus().equals("idle")),
                () -> told.toString());
        assertThat(told.getLast().getChat().getStatus()).isEqualTo("idle");
        assertThat(told.get(told.size() - 2).getMessage().getJson().toStringUtf8())
                .contains("\"ready\"")
                .contains("Hello");
        assertThat(told.stream().filter(update -> update.getChat().getStatus().equals("idle")))
                .hasSize(1);
    }
}
