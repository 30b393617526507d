package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.Clients;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.agent.testing.Play;
import dev.hearth.agent.testing.ScriptedApp;
import dev.hearth.agent.testing.ScriptedCalls;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A turn that is woken at the moment at which it begins to wait; without a sweep. */
@QuarkusTest
@TestProfile(LoopProfile.class)
class WokenTurnsTest extends AgentServiceTest {
    @Inject
    Clients clients;

    @Inject
    ScriptedCalls calls;

    @Inject
    Turns turns;

    @Inject
    TurnCommits commits;

    @Inject
    Pool pool;

    /** Not of the loop: used while its thread stands still. */
    @Inject
    DataSource database;

    @Test
    void isTakenUpThoughWhoLetItWaitHasNotLeftItYet() {
        ScriptedApp llm = calls.llm();
        Talk talk = new Talk(clients, llm);
        llm.then(Play.uses("c1", talk.tool("client", ""), "{}"), Play.says("Thanks."));
        AtomicLong woken = new AtomicLong();
        commits.subscribe((_, after) -> {
            boolean begins = after.turn().phase() == TurnPhase.WAITING
                    && after.turn().team().equals(talk.team.caller().team());
            if (begins && woken.compareAndSet(0, after.turn().epoch())) {
                CompletableFuture.runAsync(() -> wake(after.turn())).join();
                turns.changed(after.with(after.turn().works(after.turn().updatedAt())));
            }
        });

        talk.say("Hi");

        Talk.await(
                () -> stateOf(talk).equals(woken.get() + 1 + " waiting"),
                () -> "the turn of epoch " + woken + " is " + stateOf(talk));
        JsonNode asked = talk.awaitInvocation(0, "awaiting_input");
        clients.agents().submitToolResult(talk.answer(asked.path("id").asText(), "{'result': 'yes'}"));
        talk.awaitStatus("idle");
        assertThat(talk.lines()).endsWith("assistant:ready:Thanks.");
    }

    /** As an answer does that comes between a commit and what its actor does next. */
    private void wake(Turn turn) {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "update agent.turn set state = 'working', revision = revision + 1 where id = ?")) {
            update.setString(1, turn.id().value());
            update.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its epoch, which rises when it is taken up, and where it stands. */
    private String stateOf(Talk talk) {
        Row row = pool.preparedQuery("select epoch, state from agent.turn where team_id = $1")
                .execute(Tuple.of(talk.team.caller().team().value()))
                .await()
                .atMost(Duration.ofSeconds(10))
                .iterator()
                .next();
        return row.getLong("epoch") + " " + row.getString("state");
    }
}
