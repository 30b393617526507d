package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.Clients;
import dev.hearth.agent.testing.Configurations;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedApp;
import dev.hearth.agent.testing.ScriptedTools;
import dev.hearth.agent.testing.TestTeam;
import dev.hearth.agent.tool.ChildChats;
import dev.hearth.agent.tool.RunningTool;
import dev.hearth.agent.tool.ToolOutcome;
import dev.hearth.agent.tool.ToolUse;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.Ids;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Agents that ask agents. */
@QuarkusTest
@TestProfile(LoopProfile.class)
class ChildTurnsTest extends TalkTest {
    @Inject
    ScriptedTools tools;

    @Inject
    ChildChats children;

    @Inject
    ParentTurns parents;

    private ScriptedApp childLlm;

    @BeforeEach
    void begin() {
        childLlm = calls.llm();
    }

    @Test
    void givesTheChildsLastWordsAsTheResult() {
        String tool = agentTool("child", "");
        childLlm.then(Play.says("42"));
        llm.then(Play.uses("c1", tool, "{}"), Play.says("It is 42."));

        talk.say("Ask");

        JsonNode chat = talk.awaitStatus("idle");
        assertThat(talk.lines().get(2)).isEqualTo("tool:ready:42");
        JsonNode child = chat.path("children").get(0);
        assertThat(child.path("parent_id").asText()).isEqualTo(talk.chatId());
        assertThat(child.path("id").asText())
                .isEqualTo(talk.invocations().getFirst().path("execution_id").asText());
    }

    @Test
    void showsTheChildsClientToolInTheParentAndTakesItsAnswerThere() {
        String asks = "ask_" + Ids.random();
        String tool = agentTool(
                "child",
                ", 'tools': [{'name': '%s', 'description': 'd', 'type': 'client',".formatted(asks)
                        + " 'client': {'input_schema': {'type': 'object'}}}]");
        childLlm.then(Play.uses("k1", asks, "{\"q\":1}"), Play.says("They said blue."));
        llm.then(Play.uses("c1", tool, "{}"), Play.says("Blue it is."));
        talk.say("Ask");
        JsonNode mirror = talk.awaitInvocation(1, "awaiting_input");

        assertThat(mirror.path("function").path("name").asText()).isEqualTo(asks);
        assertThat(mirror.path("type").asText()).isEqualTo("client");
        assertThat(talk.status()).isEqualTo("busy");
        awaitUnowned();
        clients.agents().submitToolResult(talk.answer(mirror.path("id").asText(), "{'result': 'blue'}"));

        talk.awaitStatus("idle");
        assertThat(talk.invocations().get(1).path("status").asText()).isEqualTo("completed");
        assertThat(talk.lines()).contains("tool:ready:They said blue.", "assistant:ready:Blue it is.");
        assertThat(talk.lines()).noneMatch(line -> line.equals("tool:ready:blue"));
    }

    /** By this its tools know that they get no secrets of the team. */
    @Test
    void tellsItsToolsWhoseAgentTheyAreOf() {
        String look = "look_" + Ids.random();
        TestTeam stranger = new TestTeam(clients);
        stranger.save("{'name': 'open', 'visibility': 'public', 'version': {'core_app': '%s'%s}}"
                .formatted(childLlm.ref(), httpTool(look, "")));
        String tool = talk.tool("agent:" + stranger.namespace() + "/open", "");
        tools.on(tool, this::asks);
        childLlm.then(Play.uses("k1", look, "{}"), Play.says("42"));
        llm.then(Play.uses("c1", tool, "{}"), Play.says("It is 42."));

        talk.say("Ask");

        talk.awaitStatus("idle");
        ToolUse own = tools.uses(tool).getFirst();
        ToolUse strange = tools.uses(look).getFirst();
        assertThat(own.author()).isEqualTo(talk.team.caller().team());
        assertThat(strange.author()).isEqualTo(stranger.caller().team());
        assertThat(strange.invocation().team()).isEqualTo(talk.team.caller().team());
    }

    @Test
    void givesTheResultItAskedForThoughSomebodyElseWroteToTheChild() {
        CountDownLatch gate = new CountDownLatch(1);
        String tool = agentTool("child", "");
        tools.on("finish", _ -> ScriptedTools.ended(new ToolOutcome.Finished(Configurations.json("{'answer': 42}"))));
        childLlm.then(
                Play.begin().awaits(gate).completes().calls("f1", "finish", "{}"), Play.says("I was asked twice."));
        llm.then(Play.uses("c1", tool, "{}"), Play.says("It is 42."));
        talk.say("Ask");
        String child = awaitChild();
        clients.agents().sendMessage(talk.team.about(child, "{'message': 'And you?'}"));

        gate.countDown();

        talk.awaitStatus("idle");
        assertThat(talk.lines().get(2)).isEqualTo("tool:ready:{\"answer\":42}");
        Talk.await(() -> statusOf(child).equals("idle"), () -> "the second message was not answered");
        assertThat(childLlm.inputs().getLast().path("text").asText()).isEqualTo("And you?");
    }

    @Test
    void isNobodysWhileItsChildWaitsForAHumanAndGoesOnWhenTheChildEnds() {
        String asks = "ask_" + Ids.random();
        String tool = agentTool("child", toolOfChild(asks));
        childLlm.then(Play.uses("k1", asks, "{}"), Play.says("42"));
        llm.then(Play.uses("c1", tool, "{}"), Play.says("It is 42."));
        talk.say("Ask");
        String child = awaitChild();
        Talk.await(() -> statusOf(child).equals("awaiting_input"), () -> "the child does not ask");

        awaitUnowned();
        assertThat(talk.status()).isEqualTo("busy");
        clients.agents().approveTool(talk.answer(invocationOf(child), ""));

        talk.awaitStatus("idle");
        assertThat(talk.lines().get(2)).isEqualTo("tool:ready:42");
    }

    @Test
    void stopsTheChildOfAParentThatIsNobodys() {
        String asks = "ask_" + Ids.random();
        String tool = agentTool("child", toolOfChild(asks));
        childLlm.then(Play.uses("k1", asks, "{}"));
        llm.then(Play.uses("c1", tool, "{}"));
        talk.say("Ask");
        String child = awaitChild();
        awaitUnowned();

        talk.stop();

        talk.awaitStatus("idle");
        Talk.await(() -> statusOf(child).equals("idle"), () -> "the child still waits");
    }

    @Test
    void wakesAParentWhoseChildHasEndedUnheard() {
        String asks = "ask_" + Ids.random();
        String tool = agentTool("child", toolOfChild(asks));
        childLlm.then(Play.uses("k1", asks, "{}"));
        llm.then(Play.uses("c1", tool, "{}"), Play.says("Then not."));
        talk.say("Ask");
        String child = awaitChild();
        awaitUnowned();
        execute("update agent.turn set state = 'ended', outcome = 'stopped' where chat_id = $1", child);

        parents.wakeWhatIsLeft().await().atMost(Duration.ofSeconds(10));

        talk.awaitStatus("idle");
        assertThat(talk.lines().get(2)).isEqualTo("tool:ready:The agent was stopped.");
    }

    @Test
    void endsTheToolWhoseChildWasDeleted() {
        String tool = agentTool("child", "");
        childLlm.then(Play.begin().snapshot("Hm").awaits(new CountDownLatch(1)));
        llm.then(Play.uses("c1", tool, "{}"), Play.says("Then not."));
        talk.say("Ask");
        String child = awaitChild();

        execute("update agent.chat set deleted_at = now() where id = $1", child);

        talk.awaitStatus("idle");
        assertThat(talk.invocations().getFirst().path("status").asText()).isEqualTo("failed");
        assertThat(talk.lines().get(2)).isEqualTo("tool:ready:The agent's chat was deleted.");
    }

    @Test
    void refusesAnAgentThatAsksItself() {
        String tool = talk.tool("agent:" + talk.team.namespace() + "/me", "");
        tools.on(tool, this::asks);
        JsonNode agent = talk.team.save(
                "{'name': 'me', 'version': {'core_app': '%s', 'tools': [%s]}}".formatted(llm.ref(), talk.toolList()));
        llm.then(Play.uses("c1", tool, "{}"), Play.says("Then not."));

        talk.sayTo(agent.path("namespace").asText() + "/me", "Ask yourself");

        talk.awaitStatus("idle");
        assertThat(talk.invocations().getFirst().path("status").asText()).isEqualTo("failed");
        assertThat(talk.lines().get(2)).contains("cannot ask itself");
    }

    @Test
    void letsAgentsAskAgentsFiveDeepAndNoDeeper() {
        Nested names = nested(7);

        talk.sayTo(names.agents().getFirst(), "Ask down");

        talk.awaitStatus("idle");
        assertThat(talk.lines().getLast()).contains("Agents may ask agents 5 deep at most.");
        assertThat(tools.uses(names.tools().get(4)))
                .as("a chat at depth 4 may open one")
                .hasSize(1);
        assertThat(tools.uses(names.tools().get(5)))
                .as("a chat at depth 5 asks in vain")
                .hasSize(1);
        assertThat(names.llms().get(5).calls()).isNotEmpty();
        assertThat(names.llms().get(6).calls()).isEmpty();
    }

    @Test
    void stopsTheChildWithItsParent() {
        CountDownLatch never = new CountDownLatch(1);
        String tool = agentTool("child", "");
        childLlm.then(Play.begin().snapshot("Hm").awaits(never));
        llm.then(Play.uses("c1", tool, "{}"));
        talk.say("Ask");
        String child = awaitChild();

        talk.stop();

        Talk.await(() -> statusOf(child).equals("idle"), () -> "the child still runs");
        assertThat(talk.status()).isEqualTo("idle");
    }

    /** Agents, each of which asks the next one and repeats its answer. */
    private record Nested(List<String> agents, List<String> tools, List<ScriptedApp> llms) {}

    private Nested nested(int count) {
        Nested made = new Nested(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < count; i++) {
            String next = "%s/deep-%d".formatted(talk.team.namespace(), i + 1);
            String tool = "ask_" + Ids.random();
            tools.on(tool, this::asks);
            ScriptedApp llm = calls.llm()
                    .always(call ->
                            ScriptedApp.inputOf(call).path("role").asText().equals("tool")
                                    ? Play.says(ScriptedApp.inputOf(call)
                                            .path("text")
                                            .asText())
                                    : Play.uses("c", tool, "{}"));
            talk.team.save("""
                    {'name': 'deep-%d', 'version': {'core_app': '%s', 'tools': [
                     {'name': '%s', 'description': 'd', 'type': 'agent', 'agent': {'ref': '%s'}}]}}""".formatted(i, llm.ref(), tool, next));
            made.agents().add("%s/deep-%d".formatted(talk.team.namespace(), i));
            made.tools().add(tool);
            made.llms().add(llm);
        }
        return made;
    }

    /** The id of the child, once its LLM is at work. */
    private String awaitChild() {
        Talk.await(() -> !childLlm.calls().isEmpty(), () -> "the child was not asked");
        return talk.invocations().getFirst().path("execution_id").asText();
    }

    /** Until the parent's turn costs its row alone. */
    private void awaitUnowned() {
        Talk.await(
                () -> execute("select state from agent.turn where chat_id = $1", talk.chatId())
                        .iterator()
                        .next()
                        .getString("state")
                        .equals("waiting"),
                () -> "the parent does not wait");
    }

    private String invocationOf(String chat) {
        return execute("select id from agent.tool_invocation where chat_id = $1", chat)
                .iterator()
                .next()
                .getString("id");
    }

    private RowSet<Row> execute(String sql, String chat) {
        return pool.preparedQuery(sql).execute(Tuple.of(chat)).await().atMost(Duration.ofSeconds(10));
    }

    private static String toolOfChild(String name) {
        return httpTool(name, ", 'require_approval': true");
    }

    private static String httpTool(String name, String more) {
        return ", 'tools': [{'name': '%s', 'description': 'd', 'type': 'http', 'http': {'url': 'https://tools.example/x'}%s}]"
                .formatted(name, more);
    }

    private String statusOf(String chat) {
        return Clients.json(clients.agents().getChatStatus(talk.team.resource(chat)))
                .path("status")
                .asText();
    }

    private String agentTool(String name, String more) {
        JsonNode agent =
                talk.team.save("{'name': '%s', 'version': {'core_app': '%s'%s}}".formatted(name, childLlm.ref(), more));
        String tool = talk.tool("agent:" + agent.path("namespace").asText() + "/" + name, "");
        tools.on(tool, this::asks);
        return tool;
    }

    /** As the agent tool does. */
    private RunningTool asks(ToolUse use) {
        ChatId child = new ChatId(Objects.requireNonNull(use.invocation().executionId()));
        String agent = use.agent().tools().stream()
                .filter(tool -> tool.common().name().equals(use.invocation().name()))
                .map(tool -> ((dev.hearth.agent.definition.Tool.Agent) tool).ref())
                .findFirst()
                .orElseThrow();
        Uni<RunningTool> running = children.open(child, use.chat(), use.invocation(), agent, "What is it?")
                .map(_ -> children.follow(child))
                .memoize()
                .indefinitely();
        return new RunningTool() {
            @Override
            public Uni<ToolOutcome> outcome() {
                return running.chain(RunningTool::outcome)
                        .onFailure(ServiceException.class)
                        .recoverWithItem(failure -> new ToolOutcome.Failed(failure.getMessage(), false, false));
            }

            @Override
            public void cancel() {
                running.subscribe().with(RunningTool::cancel, _ -> {});
            }
        };
    }
}
