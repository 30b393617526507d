package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.Clients;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedCalls;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chats with more messages than one answer holds. */
@QuarkusTest
@TestProfile(LoopProfile.class)
class LongChatTest extends AgentServiceTest {
    /** Copies of the last message, in front of which they stand in time. */
    private static final String GROW = """
            insert into agent.message (id, chat_id, team_id, user_id, turn_id, position, role, status, content,
                created_at, updated_at)
            select left(m.id, 20) || lpad(n::text, 6, '0'), m.chat_id, m.team_id, m.user_id, m.turn_id,
                m.position + n, m.role, m.status, m.content, m.created_at, m.updated_at
            from agent.message m, generate_series(1, $2::int) n
            where m.chat_id = $1 and m.position = (select max(position) from agent.message where chat_id = $1)
            """;

    @Inject
    Clients clients;

    @Inject
    ScriptedCalls calls;

    @Inject
    Pool pool;

    private Talk talk;

    @BeforeEach
    void begin() {
        talk = new Talk(clients, calls.llm().always(_ -> Play.says("Hello")));
        talk.say("The first words");
        talk.awaitStatus("idle");
    }

    @Test
    void saysThatOlderMessagesAreLeftOutAndWhereTheyAre() {
        grow(Chats.MAX_MESSAGES - 1);

        JsonNode chat = talk.chat();

        assertThat(chat.path("chat_messages")).hasSize(Chats.MAX_MESSAGES);
        assertThat(chat.path("chat_messages").get(0).path("order").asInt()).isEqualTo(1);
        assertThat(chat.path("has_older_messages").asBoolean()).isTrue();
        JsonNode older = talk.page(chat.path("older_messages_cursor").asText(), 10);
        assertThat(older.path("items")).hasSize(1);
        assertThat(older.path("items")
                        .get(0)
                        .path("content")
                        .get(0)
                        .path("text")
                        .asText())
                .isEqualTo("The first words");
        assertThat(older.path("has_next").asBoolean()).isFalse();
    }

    @Test
    void saysNothingOfOlderMessagesWhenThereAreNone() {
        grow(Chats.MAX_MESSAGES - 2);

        JsonNode chat = talk.chat();

        assertThat(chat.path("chat_messages")).hasSize(Chats.MAX_MESSAGES);
        assertThat(chat.has("has_older_messages")).isFalse();
        assertThat(chat.has("older_messages_cursor")).isFalse();
    }

    private void grow(int by) {
        pool.preparedQuery(GROW).execute(Tuple.of(talk.chatId(), by)).await().atMost(Duration.ofSeconds(20));
    }
}
