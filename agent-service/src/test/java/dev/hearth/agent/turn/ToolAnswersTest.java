package dev.hearth.agent.turn;

import static dev.hearth.agent.testing.Clients.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.Clients;
import dev.hearth.agent.testing.Configurations;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedTools;
import dev.hearth.agent.testing.TestTeam;
import dev.hearth.agent.tool.CallbackTokens;
import dev.hearth.agent.tool.RunningTool;
import dev.hearth.agent.tool.ToolOutcome;
import dev.hearth.errors.ErrorCode;
import dev.hearth.proto.v1.ToolRequest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

/** What users, their programs and hooks answer to uses of tools. */
@QuarkusTest
@TestProfile(LoopProfile.class)
class ToolAnswersTest extends TalkTest {
    @Inject
    ScriptedTools tools;

    @Inject
    CallbackTokens tokens;

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
    void awaitsInputWhileAnotherToolIsAtWork() {
        ScriptedTools.Hand hand = new ScriptedTools.Hand();
        String slow = talk.tool("http", "");
        tools.on(slow, _ -> hand);
        String approved = talk.tool("http", ", 'require_approval': true");
        llm.then(Play.uses("c1", slow, "{}").calls("c2", approved, "{}"), Play.says("Done."));

        talk.say("Do both");

        talk.awaitStatus("awaiting_input");
        clients.agents()
                .approveTool(talk.answer(talk.invocations().get(1).path("id").asText(), ""));
        assertThat(talk.status()).isEqualTo("busy");
        hand.ends(ToolOutcome.Done.of("done"));
        talk.awaitStatus("idle");
        assertThat(tools.uses(approved)).hasSize(1);
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
}
