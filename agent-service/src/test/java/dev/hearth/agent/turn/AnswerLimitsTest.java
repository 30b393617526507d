package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.Play;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much one answer of the LLM may bring about. */
@QuarkusTest
class AnswerLimitsTest extends TalkTest {
    @Test
    void toolsOfOneAnswerDoNotKeepMoreTogetherThanEachOfThemMay() {
        String value = "x".repeat(40_000);
        llm.then(
                Play.uses("c1", "memory_set", "{\"key\":\"a\",\"value\":\"%s\"}".formatted(value))
                        .calls("c2", "memory_set", "{\"key\":\"b\",\"value\":\"%s\"}".formatted(value)),
                Play.says("Done"));

        talk.say("Keep both");

        talk.awaitStatus("idle");
        List<JsonNode> invocations = talk.invocations();
        assertThat(invocations)
                .extracting(invocation -> invocation.path("status").asText())
                .containsExactlyInAnyOrder("completed", "failed");
        assertThat(invocations)
                .filteredOn(invocation -> invocation.path("status").asText().equals("failed"))
                .first()
                .satisfies(failed -> assertThat(failed.path("result").asText())
                        .isEqualTo("The plan and the memory would hold 80002 characters; they may hold 65536."
                                + " Nothing was changed."));
        assertThat(talk.chat().at("/agent_data/memory")).hasSize(1);
    }

    @Test
    void anAnswerWithTooManyCallsFailsTheTurnAndNoneIsPerformed() {
        Play play = Play.uses("c0", "memory_set", "{\"key\":\"a\",\"value\":\"b\"}");
        for (int i = 1; i <= 128; i++) {
            play = play.calls("c" + i, "memory_set", "{\"key\":\"a\",\"value\":\"b\"}");
        }
        llm.then(play);

        talk.say("Go");

        JsonNode chat = talk.awaitStatus("idle");
        assertThat(talk.invocations()).isEmpty();
        assertThat(chat.at("/agent_data/memory")).isEmpty();
        assertThat(talk.lines().getLast())
                .contains("failed", "The LLM called tools 129 times in one answer; it may 128 times.");
    }
}
