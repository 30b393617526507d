package dev.hearth.agent.turn;

import static dev.hearth.agent.testing.Clients.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.agent.testing.Play;
import dev.hearth.errors.ErrorCode;
import dev.hearth.ids.Ids;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Messages that wait, come twice or are looked through. */
@QuarkusTest
@TestProfile(LoopProfile.class)
class ChatMessagesTest extends TalkTest {
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
