package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatFeed;
import dev.hearth.agent.chat.ChatWatcher;
import dev.hearth.agent.chat.FullMessage;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedTools;
import dev.hearth.agent.tool.ToolOutcome;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.TurnId;
import dev.hearth.proto.v1.ChatUpdate;
import dev.hearth.proto.v1.TaskStatus;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What survives when the process that works on a turn is gone. */
@QuarkusTest
@TestProfile(LoopProfile.class)
class TurnRecoveryTest extends TalkTest {
    @Inject
    ScriptedTools tools;

    @Inject
    ChatFeed feed;

    @Inject
    Turns turns;

    @Inject
    TurnCommits commits;

    @Inject
    TurnLeases leases;

    @Inject
    TurnSweep sweep;

    @Inject
    TurnParts parts;

    @Inject
    Notices notices;

    @Inject
    Vertx vertx;

    @Inject
    Clock clock;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void goesOnAfterACrashBehindAnyRecordedStep(int step) {
        CountDownLatch watched = new CountDownLatch(1);
        String tool = talk.tool("http", "");
        Map<String, AtomicInteger> effects = new ConcurrentHashMap<>();
        tools.on(tool, use -> {
            AtomicInteger effect = effects.computeIfAbsent(
                    use.invocation().id() + "/" + use.invocation().executionId(), _ -> new AtomicInteger());
            if (!use.resumed() || effect.get() == 0) { // as the gateway: a task of this id is made once
                effect.incrementAndGet();
            }
            return ScriptedTools.ended(
                    ToolOutcome.Done.of("did " + use.invocation().callId()));
        });
        llm.then(
                Play.begin().awaits(watched).completes().calls("c1", tool, "{}").calls("c2", tool, "{}"),
                Play.uses("c3", tool, "{}"),
                Play.says("All is done."));
        talk.say("Go");
        ChatId chat = new ChatId(talk.chatId());
        crashBehindStep(chat, step, watched);

        recover(chat);

        talk.awaitStatus("idle");
        assertThat(talk.lines())
                .containsExactly(
                        "user:ready:Go",
                        "assistant:ready:",
                        "tool:ready:did c1",
                        "tool:ready:did c2",
                        "assistant:ready:",
                        "tool:ready:did c3",
                        "assistant:ready:All is done.");
        assertThat(llm.calls()).hasSize(3);
        assertThat(effects.values()).hasSize(3).allMatch(effect -> effect.get() == 1);
    }

    @Test
    void refusesTheWriteOfAnOlderOwner() {
        CountDownLatch never = new CountDownLatch(1);
        llm.then(Play.begin().awaits(never));
        talk.say("Hi");
        TurnId turn = turnOf(new ChatId(talk.chatId()));
        TurnState old = get(commits.load(turn)).orElseThrow();
        endLease(turn);

        Turn claimed = get(leases.claim(new ProcessName("another"), turn)).orElseThrow();

        assertThat(claimed.epoch()).isEqualTo(old.turn().epoch() + 1);
        assertThatThrownBy(() -> get(commits.commit(old, old.with(old.turn().stopping(clock.instant())))))
                .isInstanceOf(StaleTurnException.class);
        Talk.await(
                () -> {
                    get(turns.renew());
                    return !turns.owned().contains(turn);
                },
                () -> "the older owner has not noticed");
    }

    @Test
    void goesOnInAnotherProcess() {
        CountDownLatch gate = new CountDownLatch(1);
        llm.then(Play.begin().snapshot("Hel").awaits(gate).snapshot("Hello").completes());
        talk.say("Hi");
        TurnId turn = turnOf(new ChatId(talk.chatId()));
        Turns another = new Turns(parts, commits, leases, notices, pool, vertx, new ProcessName("another"));

        turns.leave();
        endLease(turn);
        int taken = get(another.takeWhatIsLeft());
        gate.countDown();

        assertThat(taken).isGreaterThanOrEqualTo(1);
        talk.awaitStatus("idle");
        assertThat(talk.lines()).containsExactly("user:ready:Hi", "assistant:ready:Hello");
        assertThat(llm.calls()).hasSize(1);
        Talk.await(() -> another.owned().isEmpty(), () -> "it still owns the turn");
    }

    @Test
    void keepsWordsOfAnLlmThatFailsWhileNobodyListens() {
        CountDownLatch gate = new CountDownLatch(1);
        llm.then(
                Play.begin().snapshot("Once").awaits(gate).snapshot("Once upon").failing("no more", "APP_ERROR"));
        talk.say("A story");
        ChatId chat = new ChatId(talk.chatId());
        talk.awaitLine("assistant:pending:Once");

        turns.leave();
        gate.countDown();
        Talk.await(() -> calls.task(llmTask()).getStatus() == TaskStatus.TASK_STATUS_FAILED, () -> "it goes on");
        recover(chat);

        talk.awaitStatus("idle");
        assertThat(talk.lines()).containsExactly("user:ready:A story", "assistant:failed:Once uponno more (APP_ERROR)");
    }

    @Test
    void keepsWordsThatASchedulerDoesNotKnowOf() {
        CountDownLatch gate = new CountDownLatch(1);
        llm.then(
                Play.begin().snapshot("Once upon").awaits(gate).snapshot("Once").failing("no more", "APP_ERROR"));
        talk.say("A story");
        talk.awaitLine("assistant:pending:Once upon");

        gate.countDown();

        talk.awaitStatus("idle");
        assertThat(talk.lines()).containsExactly("user:ready:A story", "assistant:failed:Once uponno more (APP_ERROR)");
    }

    @Test
    void stopsAnLlmThatItHasNotHeardSinceItTookTheTurn() {
        CountDownLatch never = new CountDownLatch(1);
        llm.then(Play.begin().snapshot("Once").awaits(never));
        talk.say("A story");
        ChatId chat = new ChatId(talk.chatId());
        talk.awaitLine("assistant:pending:Once");

        turns.leave();
        calls.stop();
        try {
            recover(chat);
            talk.stop();
            talk.awaitStatus("idle");
        } finally {
            calls.startAgain();
        }

        assertThat(talk.lines()).containsExactly("user:ready:A story", "assistant:cancelled:Once");
        Talk.await(() -> calls.task(llmTask()).getStatus() == TaskStatus.TASK_STATUS_CANCELLED, () -> "it goes on");
    }

    @Test
    void findsACommandWhoseNoticeWasLost() {
        CountDownLatch never = new CountDownLatch(1);
        llm.then(Play.begin().snapshot("Once").awaits(never));
        talk.say("A story");
        talk.awaitLine("assistant:pending:Once"); // it has nothing to write, and so no other reason to read
        execute("update agent.turn set stop_requested = true, revision = revision + 1 where chat_id = $1");

        get(turns.renew());

        talk.awaitStatus("idle");
        assertThat(talk.lines().get(1)).startsWith("assistant:cancelled:");
    }

    @Test
    void leavesItsTurnsToOthersAtOnceWhenItDrains() {
        CountDownLatch gate = new CountDownLatch(1);
        llm.then(Play.begin().snapshot("Hel").awaits(gate).snapshot("Hello").completes());
        talk.say("Hi");
        turns.leave();
        TurnId turn = turnOf(new ChatId(talk.chatId()));
        endLease(turn);
        Turns another = new Turns(parts, commits, leases, notices, pool, vertx, new ProcessName("draining"));
        get(another.takeWhatIsLeft());
        Talk.await(() -> another.owned().contains(turn), () -> "it has not begun");

        get(another.drain());
        get(turns.takeWhatIsLeft());
        Talk.await(() -> turns.owned().contains(turn), () -> "it was left to nobody");
        gate.countDown();

        talk.awaitStatus("idle");
        assertThat(llm.calls()).hasSize(1);
        assertThat(get(another.takeWhatIsLeft())).isZero();
    }

    @Test
    void tellsItsWatchersWhatAnotherProcessCommitted() {
        llm.then(Play.says("Hello"));
        talk.say("Hi");
        talk.awaitStatus("idle");
        var told = talk.watch();
        Talk.await(() -> told.stream().anyMatch(update -> update.hasChat()), () -> told.toString());
        execute("update agent.chat set name = 'from elsewhere', updated_at = now() where id = $1");

        new Notices(pool, vertx, new ProcessName("another")).send(new Notice.ChatChanged(new ChatId(talk.chatId())));

        Talk.await(
                () -> told.stream()
                        .anyMatch(update ->
                                update.getChat().getJson().toStringUtf8().contains("from elsewhere")),
                () -> told.toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsItsWatchersLiveWhatIsSaidInATurnOfAnotherProcess(boolean watchedBefore) {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        llm.then(Play.begin()
                .awaits(first)
                .snapshot("Hel")
                .awaits(second)
                .snapshot("Hello")
                .completes());
        talk.say("Hi");
        TurnId turn = turnOf(new ChatId(talk.chatId()));
        Talk.await(() -> !llm.calls().isEmpty(), () -> "the LLM was not asked");
        List<ChatUpdate> told = watchedBefore ? talk.watch() : new ArrayList<>();
        Talk.await(() -> !watchedBefore || !told.isEmpty(), () -> "nothing is told");
        turns.leave();
        execute("""
                update agent.turn set owner = 'another', epoch = epoch + 1, revision = revision + 1,
                    lease_until = now() + interval '1 minute' where chat_id = $1
                """);
        if (watchedBefore) {
            new Notices(pool, vertx, new ProcessName("another"))
                    .send(new Notice.ChatChanged(new ChatId(talk.chatId())));
        }

        first.countDown();
        List<ChatUpdate> seen = watchedBefore ? told : talk.watch();

        Talk.await(() -> isTold(seen, "\"Hel\""), () -> "told is " + seen);
        assertThat(talk.lines()).containsExactly("user:ready:Hi", "assistant:pending:");
        endLease(turn);
        get(turns.takeWhatIsLeft());
        second.countDown();
        talk.awaitStatus("idle");
        Talk.await(() -> isTold(seen, "\"Hello\""), () -> "told is " + seen);
    }

    @Test
    void keepsAnApprovalThroughARestart() {
        String tool = talk.tool("http", ", 'require_approval': true");
        llm.then(Play.uses("c1", tool, "{}"), Play.says("Done."));
        talk.say("Do it");
        talk.awaitStatus("awaiting_input");
        JsonNode asked = talk.invocations().getFirst();
        assertThat(turns.owned()).doesNotContain(turnOf(new ChatId(talk.chatId())));

        turns.leave();
        clients.agents().approveTool(talk.answer(asked.path("id").asText(), ""));

        talk.awaitStatus("idle");
        assertThat(tools.uses(tool)).hasSize(1);
        assertThat(talk.lines().getLast()).isEqualTo("assistant:ready:Done.");
    }

    @Test
    void tellsWhatCannotBeKnown() {
        String tool = talk.tool("http", "");
        tools.on(
                tool,
                use -> use.resumed()
                        ? ScriptedTools.ended(new ToolOutcome.Failed("Nobody knows what became of it.", true, false))
                        : new ScriptedTools.Hand());
        llm.then(Play.uses("c1", tool, "{}"), Play.says("I see."));
        talk.say("Do it");
        Talk.await(() -> tools.uses(tool).size() == 1, () -> "not started");

        turns.leave();
        recover(new ChatId(talk.chatId()));

        talk.awaitStatus("idle");
        assertThat(talk.invocations().getFirst().path("data").path("outcome").asText())
                .isEqualTo("unknown");
        assertThat(talk.lines().get(2)).contains("Nobody knows");
    }

    private static boolean isTold(List<ChatUpdate> told, String text) {
        return told.stream()
                .anyMatch(update -> update.getMessage().getJson().toStringUtf8().contains(text));
    }

    private void crashBehindStep(ChatId chat, int step, CountDownLatch watched) {
        CountDownLatch crashed = new CountDownLatch(1);
        AtomicInteger steps = new AtomicInteger();
        TurnId turn = turnOf(chat);
        ChatWatcher watcher = new ChatWatcher() {
            private long revision;

            @Override
            public void message(FullMessage message) {
                if (message.revision() > revision) {
                    revision = message.revision();
                    if (steps.incrementAndGet() == step) {
                        turns.leave();
                        crashed.countDown();
                    }
                }
            }

            @Override
            public void chat(Chat now) {
                // Steps are counted by their messages.
            }
        };
        feed.watch(chat, watcher);
        watched.countDown();
        Talk.await(() -> crashed.getCount() == 0, () -> "no step " + step + " of turn " + turn);
        feed.unwatch(chat, watcher);
    }

    /** As the sweep does once the lease of the dead process has ended. */
    private void recover(ChatId chat) {
        endLease(turnOf(chat));
        get(turns.takeWhatIsLeft());
    }

    private void endLease(TurnId turn) {
        get(pool.preparedQuery(
                        "update agent.turn set lease_until = now() - interval '1 second' where id = $1 and owner is not null")
                .execute(Tuple.of(turn.value())));
    }

    private String llmTask() {
        return llm.calls().getFirst().getTaskId();
    }

    private TurnId turnOf(ChatId chat) {
        return get(pool.preparedQuery("select turn_id from agent.chat where id = $1")
                .execute(Tuple.of(chat.value()))
                .map(rows -> new TurnId(rows.iterator().next().getString(0))));
    }
}
