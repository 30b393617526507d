package dev.hearth.agent.turn;

import static dev.hearth.agent.testing.Clients.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.Clients;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedTools;
import dev.hearth.agent.testing.TestTeam;
import dev.hearth.errors.ErrorCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** What keeps a turn waiting, in the words of the newest clients. */
@QuarkusTest
@TestProfile(LoopProfile.class)
class InterruptsTest extends TalkTest {
    @Inject
    ScriptedTools tools;

    @Test
    void listsAnApprovalUntilItIsGiven() {
        String tool = talk.tool("http", ", 'require_approval': true");
        llm.then(Play.uses("c1", tool, "{\"a\":1}"), Play.says("Done."));
        String run = runOf(talk.say("Do it"));
        talk.awaitStatus("awaiting_input");
        JsonNode invocation = talk.invocations().getFirst();

        JsonNode interrupt = open(run).get(0);

        assertThat(interrupt.path("id")).isEqualTo(invocation.path("id"));
        assertThat(interrupt.path("resource_id")).isEqualTo(invocation.path("id"));
        assertThat(interrupt.path("resource_type").asText()).isEqualTo("tool_invocation");
        assertThat(interrupt.path("run_id").asText()).isEqualTo(run);
        assertThat(interrupt.path("chat_id").asText()).isEqualTo(talk.chatId());
        assertThat(interrupt.path("reason").asText()).isEqualTo("tool_approval");
        assertThat(interrupt.path("status").asText()).isEqualTo("pending");
        assertThat(interrupt.path("expires_at")).isEqualTo(invocation.path("approval_expires_at"));
        assertThat(interrupt.path("meta").path("tool_invocation_id")).isEqualTo(invocation.path("id"));
        assertThat(interrupt.path("meta").path("tool_name").asText()).isEqualTo(tool);
        assertThat(interrupt.path("meta").path("arguments").path("a").asInt()).isEqualTo(1);

        JsonNode resolved = resolve(interrupt, "allow");

        assertThat(resolved.path("id")).isEqualTo(interrupt.path("id"));
        assertThat(resolved.path("status").asText()).isEqualTo("resolved");
        assertThat(resolved.path("resolution").asText()).isEqualTo("allow");
        assertThat(resolved.path("resolved_at").asText()).isNotEmpty();
        talk.awaitStatus("idle");
        assertThat(tools.uses(tool)).hasSize(1);
        assertThat(open(run)).isEmpty();
        assertThat(resolve(interrupt, "allow").path("resolution").asText())
                .as("a repeat")
                .isEqualTo("allow");
        refused(ErrorCode.CONFLICT, () -> resolve(interrupt, "deny"));
    }

    @Test
    void deniesWithoutPerforming() {
        String tool = talk.tool("http", ", 'require_approval': true");
        llm.then(Play.uses("c1", tool, "{}"), Play.says("Then not."));
        String run = runOf(talk.say("Do it"));
        talk.awaitStatus("awaiting_input");

        JsonNode resolved = resolve(open(run).get(0), "deny");

        assertThat(resolved.path("resolution").asText()).isEqualTo("deny");
        talk.awaitStatus("idle");
        assertThat(tools.uses(tool)).isEmpty();
        assertThat(talk.invocations().getFirst().path("status").asText()).isEqualTo("cancelled");
    }

    @Test
    void refusesADecisionThatIsNone() {
        String tool = talk.tool("http", ", 'require_approval': true");
        llm.then(Play.uses("c1", tool, "{}"));
        String run = runOf(talk.say("Do it"));
        talk.awaitStatus("awaiting_input");

        refused(ErrorCode.INVALID_REQUEST, () -> resolve(open(run).get(0), "maybe"));

        assertThat(open(run)).hasSize(1);
    }

    @Test
    void listsWhatAClientsProgramHasToAnswer() {
        String tool = talk.tool("client", "");
        llm.then(Play.uses("c1", tool, "{}"), Play.says("Thanks."));
        String run = runOf(talk.say("Ask me"));
        JsonNode asked = talk.awaitInvocation(0, "awaiting_input");

        JsonNode interrupt = open(run).get(0);

        assertThat(interrupt.path("reason").asText()).isEqualTo("client_tool");
        assertThat(interrupt.path("id")).isEqualTo(asked.path("id"));
        refused(ErrorCode.CONFLICT, () -> resolve(interrupt, "allow"));
        clients.agents().submitToolResult(talk.answer(asked.path("id").asText(), "{'result': 'blue'}"));
        talk.awaitStatus("idle");
        assertThat(open(run)).isEmpty();
    }

    @Test
    void isNotResolvedByAnEarlierApprovalWhileAProgramHasToAnswer() {
        String tool = talk.tool("client", ", 'require_approval': true");
        llm.then(Play.uses("c1", tool, "{}"), Play.says("Thanks."));
        String run = runOf(talk.say("Ask me"));
        talk.awaitStatus("awaiting_input");
        resolve(open(run).get(0), "allow");
        talk.awaitInvocation(0, "awaiting_input");

        JsonNode interrupt = open(run).get(0);

        assertThat(interrupt.path("reason").asText()).isEqualTo("client_tool");
        assertThat(interrupt.path("status").asText()).isEqualTo("pending");
        assertThat(interrupt.has("resolution")).isFalse();
        assertThat(interrupt.has("resolved_at")).isFalse();
    }

    @Test
    void saysWhoApprovedByAnswering() {
        String tool = talk.tool("client", ", 'require_approval': true");
        llm.then(Play.uses("c1", tool, "{}"), Play.says("Thanks."));
        talk.say("Ask me");
        talk.awaitStatus("awaiting_input");
        String id = talk.invocations().getFirst().path("id").asText();

        clients.agents().submitToolResult(talk.answer(id, "{'result': 'blue'}"));

        talk.awaitStatus("idle");
        JsonNode approval = talk.invocations().getFirst().path("approval");
        assertThat(approval.path("decision").asText()).isEqualTo("approved");
        assertThat(approval.path("decided_by").asText())
                .isEqualTo(talk.team.caller().user().value());
        assertThat(approval.path("decided_at").asText()).isNotEmpty();
    }

    @Test
    void findsNoRunOfAnotherTeam() {
        llm.then(Play.says("Hello"));
        String run = runOf(talk.say("Hi"));

        refused(ErrorCode.NOT_FOUND, () -> clients.agents().listInterrupts(new TestTeam(clients).resource(run)));
        refused(ErrorCode.NOT_FOUND, () -> open("nothing"));
    }

    private static String runOf(JsonNode started) {
        assertThat(started.path("user_message").path("agent_run_id"))
                .isEqualTo(started.path("assistant_message").path("agent_run_id"));
        return started.path("assistant_message").path("agent_run_id").asText();
    }

    private JsonNode open(String run) {
        return Clients.json(clients.agents().listInterrupts(talk.team.resource(run)));
    }

    private JsonNode resolve(JsonNode interrupt, String decision) {
        return Clients.json(clients.agents()
                .resolveInterrupt(talk.answer(interrupt.path("id").asText(), "{'decision': '" + decision + "'}")));
    }
}
