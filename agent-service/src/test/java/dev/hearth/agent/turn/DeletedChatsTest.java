package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.agent.testing.Play;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What becomes of deleted chats. */
@QuarkusTest
class DeletedChatsTest extends TalkTest {
    @Inject
    DeletedChats deleted;

    @Test
    void areRemovedAfterAWeekWithAllThatBelongsToThem() {
        talkWithATool();
        String chat = talk.chatId();

        delete(chat, "6 days 23 hours");
        get(deleted.remove());
        assertThat(rows(chat)).as("chat, turn, messages, LLM calls, tool").isEqualTo(1 + 1 + 4 + 2 + 1);

        makeOlder(chat, "2 hours");
        get(deleted.remove());
        assertThat(rows(chat)).isZero();
    }

    @Test
    void areRemovedTogetherWithTheChatsThatTheirToolsOpened() {
        talkWithATool();
        String parent = talk.chatId();
        talk.forgetChat();
        talkWithATool();
        String child = talk.chatId();
        get(pool.preparedQuery("update agent.chat set parent_id = $2 where id = $1")
                .execute(Tuple.of(child, parent)));

        delete(parent, "8 days");
        makeOlder(child, "8 days");
        get(deleted.remove());

        assertThat(rows(parent) + rows(child)).isZero();
    }

    @Test
    void stayWhileATurnIsAtWorkAndIfTheyWereNotDeleted() {
        CountDownLatch gate = new CountDownLatch(1);
        llm.then(Play.begin().awaits(gate).snapshot("Late").completes());
        talk.say("Hi");
        String busy = talk.chatId();
        get(pool.preparedQuery("update agent.chat set deleted_at = now() - interval '8 days' where id = $1")
                .execute(Tuple.of(busy))); // its turn is not stopped yet
        talk.forgetChat();
        talkWithATool();

        get(deleted.remove());

        assertThat(rows(busy)).isPositive();
        assertThat(talk.chat().path("id").asText()).isEqualTo(talk.chatId());
        gate.countDown();
    }

    private void talkWithATool() {
        llm.then(Play.uses("c1", "memory_set", "{\"key\":\"a\",\"value\":\"b\"}"), Play.says("Done"));
        talk.say("Hi");
        talk.awaitStatus("idle");
    }

    private void delete(String chat, String ago) {
        clients.agents().deleteChat(talk.team.resource(chat));
        makeOlder(chat, ago);
    }

    private void makeOlder(String chat, String by) {
        get(pool.preparedQuery("update agent.chat set deleted_at = deleted_at - $1::text::interval where id = $2")
                .execute(Tuple.of(by, chat)));
    }

    private long rows(String chat) {
        return get(pool.preparedQuery("""
                        select (select count(*) from agent.chat where id = $1)
                            + (select count(*) from agent.turn where chat_id = $1)
                            + (select count(*) from agent.message where chat_id = $1)
                            + (select count(*) from agent.llm_call c join agent.message m on m.id = c.message_id
                                where m.chat_id = $1)
                            + (select count(*) from agent.tool_invocation where chat_id = $1)
                        """)
                .execute(Tuple.of(chat))
                .map(rows -> rows.iterator().next().getLong(0)));
    }
}
