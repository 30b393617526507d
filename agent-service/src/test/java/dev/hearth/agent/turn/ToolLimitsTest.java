package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.Clients;
import dev.hearth.agent.testing.OddServer;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedApp;
import dev.hearth.testing.Await;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real tools that are stopped or take too long, and what is recorded of them. */
@QuarkusTest
class ToolLimitsTest extends TalkTest {
    private static final String LIMIT_NAMED = "took longer than its time limit of 1.5 seconds and was stopped.";

    @Inject
    Turns turns;

    private final OddServer server = new OddServer();
    private ScriptedApp childLlm;

    @BeforeEach
    void begin() {
        childLlm = calls.llm();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void saysThatNobodyKnowsWhatARequestDidThatWasStopped() {
        server.on("/hangs", server.hangs());
        llm.then(Play.uses("c1", talk.tool("http:" + server.url("/hangs"), ""), "{}"));
        talk.say("Do it");
        Await.until("the request is there", () -> server.requests().size() == 1);

        talk.stop();

        talk.awaitStatus("idle");
        assertUnknown();
    }

    @Test
    void saysThatNobodyKnowsWhatARequestDidWhenTheTurnRanOutOfTime() {
        server.on("/hangs", server.hangs());
        llm.then(Play.uses("c1", talk.tool("http:" + server.url("/hangs"), ""), "{}"));

        talk.with("'limits': {'max_seconds': 2}").say("Do it");

        talk.awaitStatus("idle");
        assertUnknown();
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", 'tools': [{'name': 'look', 'description': 'd', 'type': 'client', 'require_approval': true,"
                        + " 'client': {'input_schema': {'type': 'object'}}}]"
            })
    void endsAnAgentThatTakesTooLongAndGoesOn(String tools) {
        childLlm.then(
                tools.isEmpty()
                        ? Play.begin().snapshot("Hm").awaits(new CountDownLatch(1))
                        : Play.uses("k1", "look", "{}"));
        llm.then(Play.uses("c1", agentTool(tools), "{'message': 'How?'}".replace('\'', '"')), Play.says("Then not."));

        talk.say("Ask");

        talk.awaitLine("assistant:ready:Then not.");
        assertStopped();
    }

    /** Its parent goes on: it must not show for ever what nobody can answer any more. */
    @Test
    void endsTheClientToolsThatItShowedForAnAgentThatTakesTooLong() {
        childLlm.then(Play.uses("k1", "look", "{}"));
        String tools = ", 'tools': [{'name': 'look', 'description': 'd', 'type': 'client',"
                + " 'client': {'input_schema': {'type': 'object'}}}]";
        CountDownLatch gate = new CountDownLatch(1);
        llm.then(
                Play.uses("c1", agentTool(tools), "{\"message\": \"How?\"}"),
                Play.begin().snapshot("Then not.").awaits(gate).completes());

        talk.say("Ask");

        talk.awaitInvocation(0, "failed");
        JsonNode shown = talk.awaitInvocation(1, "cancelled");
        assertThat(shown.path("result").asText()).isEqualTo(TurnTexts.STOPPED);
        assertThat(talk.status()).isEqualTo("busy");
        gate.countDown();
        talk.awaitStatus("idle");
        assertStopped();
    }

    /** A parent that waits for its child alone is nobody's, and looks at what it shows when it is woken; this one is at work. */
    @Test
    void endsTheClientToolsThatItShowedForAnAgentThatTakesTooLongWhileItDoesSomethingElse() {
        server.on("/hangs", server.hangs());
        childLlm.then(Play.uses("k1", "look", "{}"));
        String agent = agentTool(", 'tools': [{'name': 'look', 'description': 'd', 'type': 'client',"
                + " 'client': {'input_schema': {'type': 'object'}}}]");
        String http = talk.tool("http:" + server.url("/hangs"), "");
        llm.then(Play.begin()
                .completes()
                .calls("c1", agent, "{\"message\": \"How?\"}")
                .calls("c2", http, "{}"));

        talk.say("Ask");

        talk.awaitInvocation(0, "failed");
        talk.awaitInvocation(2, "cancelled");
        assertThat(talk.invocations().get(1).path("status").asText()).isEqualTo("in_progress");
        talk.stop();
        talk.awaitStatus("idle");
    }

    @Test
    void endsAnAgentThatTakesTooLongAlsoAfterACrash() {
        childLlm.always(_ -> Play.begin().snapshot("Hm").awaits(new CountDownLatch(1)));
        llm.then(Play.uses("c1", agentTool(""), "{\"message\": \"How?\"}"), Play.says("Then not."));
        talk.say("Ask");
        Talk.await(() -> !childLlm.calls().isEmpty(), () -> "the child was not asked");

        turns.leave();
        pool.preparedQuery("update agent.turn set lease_until = now() - interval '1 second'"
                        + " where team_id = $1 and owner is not null")
                .execute(Tuple.of(talk.team.caller().team().value()))
                .await()
                .atMost(Duration.ofSeconds(10));
        takeWhatIsLeft();

        talk.awaitLine("assistant:ready:Then not.");
        assertStopped();
    }

    /** As the sweep does: what is locked just now, by a write of the process that is gone, it finds the next time. */
    private void takeWhatIsLeft() {
        turns.takeWhatIsLeft().await().atMost(Duration.ofSeconds(10));
    }

    private void assertUnknown() {
        JsonNode asked = talk.invocations().getFirst();
        assertThat(asked.path("status").asText()).isEqualTo("cancelled");
        assertThat(asked.path("data").path("outcome").asText()).isEqualTo("unknown");
        assertThat(talk.lines().get(2)).endsWith("It may have been done or not.");
    }

    private void assertStopped() {
        JsonNode asked = talk.invocations().getFirst();
        assertThat(asked.path("status").asText()).isEqualTo("failed");
        assertThat(asked.path("result").asText()).endsWith(LIMIT_NAMED);
        Talk.await(
                () -> {
                    takeWhatIsLeft();
                    return Clients.json(clients.agents()
                                    .getChatStatus(talk.team.resource(
                                            asked.path("execution_id").asText())))
                            .path("status")
                            .asText()
                            .equals("idle");
                },
                () -> "the child goes on");
    }

    private String agentTool(String more) {
        JsonNode agent =
                talk.team.save("{'name': 'slow', 'version': {'core_app': '%s'%s}}".formatted(childLlm.ref(), more));
        return talk.tool("agent:" + agent.path("namespace").asText() + "/slow", ", 'timeout': 1.5");
    }
}
