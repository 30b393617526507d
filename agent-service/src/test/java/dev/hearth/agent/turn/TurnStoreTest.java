package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.agent.chat.ChatStatus;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageStatus;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.agent.testing.Play;
import dev.hearth.ids.LlmCallId;
import dev.hearth.ids.TurnId;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A step is written as a whole or not at all. */
@QuarkusTest
@TestProfile(LoopProfile.class)
class TurnStoreTest extends TalkTest {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private static final String TRANSACTIONS = """
            select count(distinct xmin::text), count(*) from (
                select xmin from agent.turn where id = $1
                union all select xmin from agent.message where turn_id = $1 and role = 'assistant'
                union all select xmin from agent.llm_call where turn_id = $1
                union all select xmin from agent.tool_invocation where turn_id = $1) written
            """;

    @Inject
    TurnCommits commits;

    private TurnState before;

    @BeforeEach
    void waitForAClient() {
        String tool = talk.tool("client", "");
        llm.then(Play.uses("c1", tool, "{}"));
        talk.say("Ask me");
        talk.awaitInvocation(0, "awaiting_input");
        before = load();
    }

    @Test
    void storesAllThatAStepChanges() {
        TurnState saved = get(TurnStore.save(pool, before, next()));

        assertThat(load()).isEqualTo(saved);
        assertThat(saved.turn().revision()).isEqualTo(before.turn().revision() + 1);
        assertThat(saved.chat().status()).isEqualTo(ChatStatus.IDLE);
        assertThat(saved.calls()).hasSize(2);
    }

    @Test
    void changesNothingOfATurnThatWasWrittenMeanwhile() {
        write("update agent.turn set revision = revision + 1 where id = $1");

        assertThatThrownBy(() -> get(TurnStore.save(pool, before, next()))).isInstanceOf(StaleTurnException.class);

        assertUnchanged();
    }

    @Test
    void changesNothingOfATurnThatIsInAnotherEpoch() {
        write("update agent.turn set epoch = epoch + 1 where id = $1");

        assertThatThrownBy(() -> get(TurnStore.save(pool, before, next()))).isInstanceOf(StaleTurnException.class);

        assertUnchanged();
    }

    @Test
    void changesNothingOfATurnThatIsSomebodyElses() {
        write("update agent.turn set owner = 'another' where id = $1");

        assertThatThrownBy(() -> get(TurnStore.save(pool, before, next()))).isInstanceOf(StaleTurnException.class);

        assertUnchanged();
    }

    @Test
    void waitsForWhoeverWritesTheTurnAndThenChangesNothing() {
        SqlConnection other = get(pool.getConnection());
        Transaction open = get(other.begin());
        get(TurnStore.touch(other, id()));

        Uni<TurnState> late = TurnStore.save(pool, before, next()).memoize().indefinitely();
        late.subscribe().with(_ -> {}, _ -> {});
        Talk.await(() -> count("select count(*) from pg_locks where not granted") > 0, () -> "it does not wait");
        get(open.commit());

        assertThatThrownBy(() -> get(late)).isInstanceOf(StaleTurnException.class);
        get(other.close());
        assertUnchanged();
    }

    @Test
    void writesAStepOfTheLoopInOneTransaction() {
        var counts = get(pool.preparedQuery(TRANSACTIONS).execute(Tuple.of(id().value())))
                .iterator()
                .next();

        assertThat(counts.getLong(0)).isEqualTo(1);
        assertThat(counts.getLong(1)).as("turn, message, call, invocation").isEqualTo(4);
    }

    /** Each kind of row has a change. */
    private TurnState next() {
        Message user = before.messages().getFirst();
        LlmCallId call = LlmCallId.random();
        return before.with(before.turn().stopping(now))
                .with(before.assistant()
                        .become(MessageStatus.READY, List.of(new ContentPart.Text("changed")), now.plusSeconds(1)))
                .with(before.asked().getFirst().cancelled("changed", now.plusSeconds(1)))
                .with(new LlmCall(call, user.id(), 2, LlmCall.Status.RECORDED, null, null, now, null))
                .with(user.by(call).become(user.status(), user.content(), now.plusSeconds(1)))
                .with(before.chat().with(ChatStatus.IDLE, now.plusSeconds(1)));
    }

    private void assertUnchanged() {
        TurnState stored = load();
        assertThat(stored.chat()).isEqualTo(before.chat());
        assertThat(stored.messages()).isEqualTo(before.messages());
        assertThat(stored.calls()).isEqualTo(before.calls());
        assertThat(stored.invocations()).isEqualTo(before.invocations());
        assertThat(stored.turn().stopRequested()).isFalse();
    }

    private TurnId id() {
        return before.turn().id();
    }

    private TurnState load() {
        TurnId turn = get(pool.preparedQuery("select turn_id from agent.chat where id = $1")
                .execute(Tuple.of(talk.chatId()))
                .map(rows -> new TurnId(rows.iterator().next().getString(0))));
        return get(commits.load(turn)).orElseThrow();
    }

    private long count(String sql) {
        return get(pool.query(sql).execute()).iterator().next().getLong(0);
    }

    private void write(String sql) {
        get(pool.preparedQuery(sql).execute(Tuple.of(id().value())));
    }
}
