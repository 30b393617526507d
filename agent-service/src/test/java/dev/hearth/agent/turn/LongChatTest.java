package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageStore;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.agent.testing.Play;
import dev.hearth.ids.ChatId;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chats with more messages than one answer holds. */
@QuarkusTest
@TestProfile(LoopProfile.class)
class LongChatTest extends TalkTest {
    /** Copies of the last message, in front of which they stand in time. */
    private static final String GROW = """
            insert into agent.message (id, chat_id, team_id, user_id, turn_id, position, role, status, content,
                created_at, updated_at)
            select left(m.id, 20) || lpad(n::text, 6, '0'), m.chat_id, m.team_id, m.user_id, m.turn_id,
                m.position + n, m.role, m.status, m.content, m.created_at, m.updated_at
            from agent.message m, generate_series(1, $2::int) n
            where m.chat_id = $1 and m.position = (select max(position) from agent.message where chat_id = $1)
            """;

    @BeforeEach
    void begin() {
        llm.always(_ -> Play.says("Hello"));
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

    @Test
    void showsAboutEightMebibytesAtOnceAndTheRestByPages() {
        grow(19);
        makeLarge();

        JsonNode chat = talk.chat();

        assertThat(chat.path("chat_messages").size()).isBetween(8, 9);
        assertThat(chat.path("has_older_messages").asBoolean()).isTrue();
        List<Integer> places = new ArrayList<>();
        for (String cursor = ""; ; ) {
            JsonNode page = talk.page(cursor, 200);
            assertThat(page.path("items").size()).isBetween(1, 9);
            List<Integer> earlier = new ArrayList<>();
            page.path("items").forEach(item -> earlier.add(item.path("order").asInt()));
            places.addAll(0, earlier);
            cursor = page.path("next_cursor").asText();
            if (!page.path("has_next").asBoolean()) {
                break;
            }
        }
        assertThat(places).isEqualTo(IntStream.range(0, 21).boxed().toList());
    }

    @Test
    void readsTwoMebibytesOfHistoryForATurn() {
        grow(19);
        makeLarge();

        MessageStore.History history = MessageStore.history(pool, new ChatId(talk.chatId()), 21, 400)
                .await()
                .atMost(Duration.ofSeconds(20));

        assertThat(history.messages().stream().map(Message::position)).containsExactly(19, 20);
        assertThat(history.bytes()).isBetween(2L << 20, (2L << 20) + 100);
    }

    /** A mebibyte each. */
    private void makeLarge() {
        pool.preparedQuery("update agent.message set content = $2 where chat_id = $1")
                .execute(
                        Tuple.of(talk.chatId(), "[{\"type\":\"text\",\"text\":\"%s\"}]".formatted("x".repeat(1 << 20))))
                .await()
                .atMost(Duration.ofSeconds(20));
    }

    private void grow(int by) {
        pool.preparedQuery(GROW).execute(Tuple.of(talk.chatId(), by)).await().atMost(Duration.ofSeconds(20));
    }
}
