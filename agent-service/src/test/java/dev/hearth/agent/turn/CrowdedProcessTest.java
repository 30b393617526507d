package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.Clients;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedApp;
import dev.hearth.agent.testing.ScriptedCalls;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A process that works on two turns at a time, and holds a mebibyte of their chats, without a sweep. */
@QuarkusTest
@TestProfile(CrowdedProcessTest.TwoPlaces.class)
class CrowdedProcessTest extends AgentServiceTest {
    @Inject
    Clients clients;

    @Inject
    ScriptedCalls calls;

    @Inject
    Turns turns;

    @Inject
    Pool pool;

    /** So few that they are taken at once. */
    public static final class TwoPlaces implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("hearth.agent.turn.max-owned", "2", "hearth.agent.turn.max-history", "1M");
        }
    }

    @Test
    void letsMoreTurnsWaitForAPlace() {
        CountDownLatch gate = new CountDownLatch(1);
        List<ScriptedApp> llms = Stream.generate(
                        () -> calls.llm().then(Play.begin().awaits(gate).completes()))
                .limit(5)
                .toList();
        List<Talk> talks = llms.stream().map(llm -> new Talk(clients, llm)).toList();

        talks.forEach(talk -> talk.say("Hi"));

        Talk.await(() -> asked(llms) == 2, () -> "asked are " + asked(llms));
        assertThat(turns.owned()).hasSize(2);
        assertThat(talks).allMatch(talk -> talk.status().equals("busy"));
        gate.countDown();
        talks.forEach(talk -> talk.awaitStatus("idle"));
        assertThat(asked(llms)).isEqualTo(5);
        Talk.await(() -> turns.owned().isEmpty(), () -> "owned are " + turns.owned());
    }

    @Test
    void endsParentsThoughTheyTakeAllPlaces() {
        List<Talk> talks = Stream.generate(this::parent).limit(4).toList();

        talks.forEach(talk -> talk.say("Ask"));

        talks.forEach(talk -> talk.awaitStatus("idle"));
        assertThat(talks)
                .allSatisfy(talk -> assertThat(talk.lines())
                        .containsExactly(
                                "user:ready:Ask", "assistant:ready:", "tool:ready:42", "assistant:ready:It is 42."));
    }

    @Test
    void takesATurnUpThatSomebodyWasReadingWhenAPlaceBecameFree() {
        CountDownLatch gate = new CountDownLatch(1);
        Talk first =
                new Talk(clients, calls.llm().then(Play.begin().awaits(gate).completes()));
        Talk second =
                new Talk(clients, calls.llm().then(Play.begin().awaits(gate).completes()));
        Talk third = new Talk(clients, calls.llm().then(Play.says("Hello")));
        Stream.of(first, second, third).forEach(talk -> talk.say("Hi"));
        SqlConnection reader = get(pool.getConnection());
        Transaction reading = get(reader.begin());
        get(reader.preparedQuery("select * from agent.turn where chat_id = $1 for update")
                .execute(Tuple.of(third.chatId())));

        gate.countDown();
        first.awaitStatus("idle");
        second.awaitStatus("idle");
        Talk.await(() -> turns.owned().isEmpty(), () -> "owned are " + turns.owned());
        assertThat(third.status()).isEqualTo("busy");
        assertThat(third.chat().path("chat_messages")).hasSize(2);
        assertThat(turns.owned()).isEmpty();
        get(reading.rollback());
        get(reader.close());

        third.awaitStatus("idle");
    }

    @Test
    void letsATurnWaitUntilThereIsRoomForWhatWasSaidBefore() {
        Gated first = longChat();
        Gated second = longChat();
        Gated third = longChat();
        first.talk.say("1");
        Talk.await(first::isAsked, () -> "the first was not asked");

        second.talk.say("2");
        third.talk.say("3");

        assertThat(turns.owned()).hasSize(1);
        assertThat(second.talk.status()).isEqualTo("busy");
        first.gate.countDown();
        Talk.await(second::isAsked, () -> "the second was not asked");
        assertThat(turns.owned()).hasSize(1);
        assertThat(third.isAsked()).isFalse();
        second.gate.countDown();
        third.gate.countDown();
        third.talk.awaitStatus("idle");
        assertThat(third.talk.lines()).hasSize(4).last().isEqualTo("assistant:ready:Now");
    }

    private record Gated(Talk talk, ScriptedApp llm, CountDownLatch gate) {
        boolean isAsked() {
            return llm.calls().size() == 2;
        }
    }

    /** More than half of a mebibyte was said in it; the next answer waits for the gate. */
    private Gated longChat() {
        CountDownLatch gate = new CountDownLatch(1);
        ScriptedApp llm = calls.llm()
                .then(
                        Play.says("x".repeat(600 << 10)),
                        Play.begin().snapshot("Now").awaits(gate).completes());
        Talk talk = new Talk(clients, llm);
        talk.say("Hi");
        talk.awaitStatus("idle");
        return new Gated(talk, llm, gate);
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }

    private static long asked(List<ScriptedApp> llms) {
        return llms.stream().filter(llm -> !llm.calls().isEmpty()).count();
    }

    private Talk parent() {
        ScriptedApp llm = calls.llm();
        Talk talk = new Talk(clients, llm);
        talk.team.save("{'name': 'child', 'version': {'core_app': '%s'}}"
                .formatted(calls.llm().then(Play.says("42")).ref()));
        String tool = talk.tool("agent:" + talk.team.namespace() + "/child", "");
        llm.then(Play.uses("c1", tool, "{\"message\":\"What is it?\"}"), Play.says("It is 42."));
        return talk;
    }
}
