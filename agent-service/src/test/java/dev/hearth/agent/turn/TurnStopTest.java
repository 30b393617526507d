package dev.hearth.agent.turn;

import static dev.hearth.agent.testing.Clients.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedTools;
import dev.hearth.agent.testing.ScriptedTools.Hand;
import dev.hearth.errors.ErrorCode;
import dev.hearth.proto.v1.TaskStatus;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Turns that are stopped at work. */
@QuarkusTest
@TestProfile(LoopProfile.class)
class TurnStopTest extends TalkTest {
    @Inject
    ScriptedTools tools;

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
}
