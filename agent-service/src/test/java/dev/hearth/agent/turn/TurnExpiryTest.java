package dev.hearth.agent.turn;

import static dev.hearth.agent.testing.Clients.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedTools;
import dev.hearth.errors.ErrorCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What ends by itself, since nobody did what it waited for. */
@QuarkusTest
@TestProfile(LoopProfile.class)
class TurnExpiryTest extends TalkTest {
    @Inject
    ScriptedTools tools;

    @Inject
    TurnSweep sweep;

    @Inject
    Waits waits;

    @Test
    void endsApprovalsThatNobodyGave() {
        String tool = talk.tool("http", ", 'require_approval': true");
        llm.then(Play.uses("c1", tool, "{}"), Play.says("Then not."));
        talk.say("Do it");
        talk.awaitStatus("awaiting_input");
        execute(
                "update agent.tool_invocation set approval_expires_at = now() - interval '1 second' where chat_id = $1");

        get(sweep.sweep());

        talk.awaitStatus("idle");
        assertThat(talk.invocations()
                        .getFirst()
                        .path("approval")
                        .path("decision")
                        .asText())
                .isEqualTo("expired");
        assertThat(tools.uses(tool)).isEmpty();
    }

    @Test
    void endsTheWaitForAClientsAnswerThatDidNotCome() {
        String tool = talk.tool("client", ", 'timeout': 3600");
        llm.then(Play.uses("c1", tool, "{}"), Play.says("Then not."));
        talk.say("Do it");
        talk.awaitInvocation(0, "awaiting_input");

        get(sweep.sweep());
        assertThat(talk.invocations().getFirst().path("status").asText())
                .as("an hour is not over")
                .isEqualTo("awaiting_input");
        execute("update agent.tool_invocation set deadline_at = deadline_at - interval '1 hour' where chat_id = $1");
        get(sweep.sweep());

        talk.awaitStatus("idle");
        JsonNode ended = talk.invocations().getFirst();
        assertThat(ended.path("status").asText()).isEqualTo("failed");
        assertThat(talk.lines()).contains("tool:ready:Nobody answered in time.", "assistant:ready:Then not.");
        refused(
                ErrorCode.CONFLICT,
                () -> clients.agents()
                        .submitToolResult(talk.answer(ended.path("id").asText(), "{'result': 'late'}")));
    }

    @Test
    void leavesAChatBusyForAsLongAsItsMessageMayBeLookedAt() {
        llm.then(Play.says("Hello"));
        talk.say("Hi");
        talk.awaitStatus("idle");
        execute("update agent.chat set status = 'busy', marked_at = now() - interval '10 seconds' where id = $1");

        get(sweep.sweep());
        assertThat(talk.status()).isEqualTo("busy");
        execute("update agent.chat set marked_at = now() - interval '16 seconds' where id = $1");
        get(sweep.sweep());

        assertThat(talk.status()).isEqualTo("idle");
    }

    @Test
    void freesAChatThatWasLeftBusy() {
        llm.then(Play.says("Hello"));
        talk.say("Hi");
        talk.awaitStatus("idle");
        execute("update agent.chat set status = 'busy', marked_at = now() - interval '1 hour' where id = $1");

        get(sweep.sweep());

        assertThat(talk.status()).isEqualTo("idle");
    }

    @Test
    void freesAChatThatAProcessOfAnOlderVersionLeftBusy() {
        llm.then(Play.says("Hello"));
        talk.say("Hi");
        talk.awaitStatus("idle");
        execute("update agent.chat set status = 'busy', updated_at = now() - interval '16 seconds' where id = $1");

        get(sweep.sweep());
        assertThat(talk.status()).isEqualTo("busy");
        get(waits.markOlder());
        get(sweep.sweep());

        assertThat(talk.status()).isEqualTo("idle");
    }

    @Test
    void leavesAChatThatIsAtWorkToItsTurnWhoeverMarkedIt() {
        CountDownLatch gate = new CountDownLatch(1);
        llm.then(Play.begin().awaits(gate).snapshot("Hello").completes());
        talk.say("Hi");
        execute("update agent.chat set updated_at = now() - interval '1 hour' where id = $1");

        get(waits.markOlder());
        get(sweep.sweep());

        assertThat(talk.status()).isEqualTo("busy");
        gate.countDown();
        talk.awaitStatus("idle");
    }
}
