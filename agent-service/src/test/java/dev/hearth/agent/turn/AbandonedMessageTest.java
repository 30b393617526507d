package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.agent.testing.Configurations;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.agent.testing.Play;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages whose request ended before they were stored. */
@QuarkusTest
@TestProfile(LoopProfile.class)
class AbandonedMessageTest extends TalkTest {
    @Inject
    AgentRuns runs;

    @BeforeEach
    void begin() {
        llm.always(_ -> Play.says("Hello"));
        talk.say("Hi");
        talk.awaitStatus("idle");
    }

    @Test
    void leavesTheChatAtRestOnceItsRequestIsGivenUp() {
        var request = runs.run(talk.team.caller(), messageThatIsNeverLookedUp(), "", ByteString.EMPTY)
                .subscribe()
                .with(_ -> {}, failure -> {
                    throw new AssertionError(failure);
                });
        talk.awaitStatus("busy");

        request.cancel();

        talk.awaitStatus("idle");
        assertThat(talk.lines()).containsExactly("user:ready:Hi", "assistant:ready:Hello");
        talk.say("Again");
        talk.awaitStatus("idle");
        assertThat(talk.lines()).hasSize(4);
    }

    @Test
    void doesNotEndAMessageThatCameMeanwhile() {
        var request = runs.run(talk.team.caller(), messageThatIsNeverLookedUp(), "", ByteString.EMPTY)
                .subscribe()
                .with(_ -> {}, failure -> {
                    throw new AssertionError(failure);
                });
        talk.awaitStatus("busy");
        CompletableFuture<?> second = CompletableFuture.runAsync(() -> talk.say("Meanwhile"));
        second.join();

        request.cancel();

        talk.awaitStatus("idle");
        assertThat(talk.lines())
                .containsExactly(
                        "user:ready:Hi", "assistant:ready:Hello", "user:ready:Meanwhile", "assistant:ready:Hello");
    }

    /** Its app is asked for, and nobody answers. */
    private ByteString messageThatIsNeverLookedUp() {
        return Configurations.body(
                "{'chat_id': '%s', 'input': {'text': 'Lost'}, 'agent_config': {'core_app': {'ref': '%s'}}}"
                        .formatted(talk.chatId(), calls.llm().silent().ref()));
    }
}
