package dev.hearth.agent.turn;

import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.Clients;
import dev.hearth.agent.testing.ScriptedApp;
import dev.hearth.agent.testing.ScriptedCalls;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;

/** What tests share that talk with an agent whose LLM is scripted. */
abstract class TalkTest extends AgentServiceTest {
    @Inject
    Clients clients;

    @Inject
    ScriptedCalls calls;

    @Inject
    Pool pool;

    ScriptedApp llm;
    Talk talk;

    @BeforeEach
    void meet() {
        llm = calls.llm();
        talk = new Talk(clients, llm);
    }

    /** A statement about this chat, its parameter. */
    void execute(String sql) {
        get(pool.preparedQuery(sql).execute(Tuple.of(talk.chatId())));
    }

    static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }
}
