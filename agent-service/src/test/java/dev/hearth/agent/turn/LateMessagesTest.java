package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatStore;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.definition.ResolvedAgent;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedTools;
import dev.hearth.agent.tool.ToolOutcome;
import dev.hearth.ids.ChatId;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Messages that were looked at while their chat went on. */
@QuarkusTest
@TestProfile(LoopProfile.class)
class LateMessagesTest extends TalkTest {
    @Inject
    ScriptedTools tools;

    @Inject
    TurnParts parts;

    @Inject
    TurnStarter starter;

    @Test
    void tellsTheLlmWhatTheTurnBeforeSaidWhenItEndsAsTheMessageComes() {
        ScriptedTools.Hand hand = new ScriptedTools.Hand();
        String tool = talk.tool("http", "");
        tools.on(tool, _ -> hand);
        llm.then(Play.uses("c1", tool, "{}"), Play.says("One."), Play.says("Two."));
        talk.say("1");
        talk.awaitInvocation(0, "in_progress");
        Chat asRead = chat();
        hand.ends(ToolOutcome.Done.of("done"));
        talk.awaitStatus("idle");

        start(asRead, "2", Map.of());

        talk.awaitLine("assistant:ready:Two.");
        JsonNode told = llm.inputs().get(2);
        assertThat(told.path("text").asText()).isEqualTo("2");
        assertThat(told.path("context"))
                .map(message -> message.path("role").asText() + ":"
                        + message.path("text").asText())
                .containsExactly("user:1", "assistant:", "tool:done", "assistant:One.");
    }

    @Test
    void mergesTheContextOfMessagesThatComeAtOnce() {
        llm.always(_ -> Play.says("Hello"));
        talk.say("1");
        talk.awaitStatus("idle");
        Chat asRead = chat();

        start(asRead, "2", Map.of("city", "Rome"));
        start(asRead, "3", Map.of("month", "May"));

        Talk.await(() -> talk.lines().size() == 6, () -> talk.lines().toString());
        talk.awaitStatus("idle");
        assertThat(chat().context()).isEqualTo(Map.of("city", "Rome", "month", "May"));
    }

    /** As it goes on for a message that was looked at on this state of the chat, then busy. */
    private void start(Chat asRead, String text, Map<String, String> context) {
        ResolvedAgent agent = get(parts.agents().ofVersion(Objects.requireNonNull(asRead.agentVersion())));
        get(starter.start(new TurnStarter.NewMessage(
                talk.team.caller(), asRead, false, false, agent, context, List.of(new ContentPart.Text(text)), null)));
    }

    private Chat chat() {
        return get(ChatStore.find(pool, new ChatId(talk.chatId()))).orElseThrow();
    }
}
