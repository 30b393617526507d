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
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys of messages are remembered for a day. */
@QuarkusTest
@TestProfile(LoopProfile.class)
class KeyRetentionTest extends TalkTest {
    @Inject
    Waits waits;

    private final String key = "key-" + Ids.random();

    @BeforeEach
    void begin() {
        llm.always(_ -> Play.says("Hello"));
        talk.say("Hi", key);
        talk.awaitStatus("idle");
        talk.forgetChat();
    }

    @Test
    void knowsAKeyForADay() {
        makeOlder("23 hours 59 minutes");

        get(waits.dropOldKeys());

        refused(ErrorCode.CONFLICT, () -> talk.say("Something else", key));
        assertThat(rows()).isOne();
    }

    @Test
    void takesAKeyAnewAfterADayThoughItsRowIsStillThere() {
        makeOlder("24 hours 1 minute");

        JsonNode answer = talk.say("Something else", key);

        talk.awaitStatus("idle");
        assertThat(talk.lines().getFirst()).isEqualTo("user:ready:Something else");
        talk.forgetChat();
        assertThat(talk.say("Something else", key).path("user_message").path("id"))
                .as("from now on it stands for the new message")
                .isEqualTo(answer.path("user_message").path("id"));
        assertThat(llm.calls()).hasSize(2);
    }

    @Test
    void dropsTheRowsOfOldKeys() {
        makeOlder("24 hours 1 minute");

        get(waits.dropOldKeys());

        assertThat(rows()).isZero();
    }

    private void makeOlder(String by) {
        get(pool.preparedQuery(
                        "update agent.idempotency_key set created_at = created_at - $1::text::interval where key = $2")
                .execute(Tuple.of(by, key)));
    }

    private long rows() {
        return get(pool.preparedQuery("select count(*) from agent.idempotency_key where key = $1")
                .execute(Tuple.of(key))
                .map(rows -> rows.iterator().next().getLong(0)));
    }
}
