package dev.hearth.agent.turn;

import dev.hearth.agent.chat.ChatStore;
import dev.hearth.agent.chat.InvocationStore;
import dev.hearth.agent.turn.TurnCommits.Committed;
import dev.hearth.ids.ToolInvocationId;
import dev.hearth.ids.TurnId;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Turns whose only open tools are agents that stand still: they wait and cost their row, until a child has news for them.
 * Whoever stores news looks at the parent after its commit, and whoever lets the parent wait looks for news under the
 * parent's lock: one of the two sees the other.
 */
@ApplicationScoped
class ParentTurns {
    private static final Logger LOG = Logger.getLogger(ParentTurns.class);

    /** The turn of the agent tool {@code i}, if it goes on and all that the parent has to show of it is shown. */
    private static final String QUIET_CHILD = """
            select from agent.message m join agent.turn t on t.id = m.turn_id join agent.chat c on c.id = m.chat_id
            where m.chat_id = i.execution_id and m.position = 0 and c.deleted_at is null and t.state <> 'ended'
                and not exists (select from agent.tool_invocation k
                    left join agent.tool_invocation p on p.mirror_of = k.id and p.turn_id = i.turn_id
                    where k.turn_id = t.id and k.type = 'client'
                        and (k.status = 'awaiting_input' and p.id is null
                            or k.settled_at is not null and p.id is not null and p.settled_at is null))
            """;

    private static final String AT_WORK = """
            select from agent.tool_invocation i where i.turn_id = $1 and i.status = 'in_progress' and not exists (
            """ + QUIET_CHILD + """
                and (t.state = 'waiting' or t.owner is null or t.lease_until < clock_timestamp())) limit 1
            """;
    private static final String LEFT_WAITING = """
            select distinct i.turn_id from agent.tool_invocation i join agent.turn parent on parent.id = i.turn_id
            where i.status = 'in_progress' and i.type = 'agent' and parent.state = 'waiting' and not exists (
            """ + QUIET_CHILD + ") limit 100";

    private final Pool pool;
    private final TurnCommits commits;
    private final TurnCommands commands;
    private final Turns turns;
    private final Clock clock;

    ParentTurns(Pool pool, TurnCommits commits, TurnCommands commands, Turns turns, Clock clock) {
        this.pool = pool;
        this.commits = commits;
        this.commands = commands;
        this.turns = turns;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        commits.subscribe(this::committed);
    }

    /** Lets a turn of this process wait if it has nothing else to do; false: this process does not work on it any more. */
    Uni<Boolean> letWait(TurnId parent) {
        return TurnStore.find(pool, parent)
                .chain(found -> found.filter(this::isWorkedOnHere).isEmpty()
                        ? Uni.createFrom().item(false)
                        : commits.inTransaction(transaction -> letWait(transaction, parent))
                                .map(waiting -> waiting.map(this::told).isEmpty()));
    }

    /** Turns that wait though a child has news: who had to wake them died before. */
    Uni<Void> wakeWhatIsLeft() {
        return pool.query(LEFT_WAITING).execute().chain(rows -> {
            Uni<Void> all = Uni.createFrom().voidItem();
            for (String id : ChatStore.all(rows, row -> row.getString("turn_id"))) {
                all = all.chain(_ -> wake(new TurnId(id)));
            }
            return all;
        });
    }

    private record Waiting(TurnState before, Committed committed) {}

    private boolean isWorkedOnHere(Turn turn) {
        return turn.phase() == TurnPhase.WORKING && turns.process().value().equals(turn.owner());
    }

    private Uni<Optional<Waiting>> letWait(SqlConnection transaction, TurnId parent) {
        return TurnStore.lock(transaction, parent)
                .chain(found -> found.filter(this::isWorkedOnHere)
                        .map(turn -> TurnStore.load(transaction, turn)
                                .chain(state -> TurnDecision.awaitsAgentsOnly(state)
                                        ? letWait(transaction, state)
                                        : Uni.createFrom().item(Optional.<Waiting>empty())))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Optional<Waiting>> letWait(SqlConnection transaction, TurnState state) {
        return transaction
                .preparedQuery(AT_WORK)
                .execute(Tuple.of(state.turn().id().value()))
                .chain(atWork -> atWork.rowCount() > 0
                        ? Uni.createFrom().item(Optional.empty())
                        : commits.store(transaction, state, TurnProgress.waiting(state, clock.instant()))
                                .map(committed -> Optional.of(new Waiting(state, committed))));
    }

    private Waiting told(Waiting waiting) {
        commits.tell(waiting.before(), waiting.committed());
        turns.readAgain(waiting.before().turn().id());
        return waiting;
    }

    private void committed(TurnState before, TurnState after) {
        ToolInvocationId parent = after.chat().parentInvocation();
        if (parent != null && isNews(before, after)) {
            InvocationStore.find(pool, parent)
                    .chain(found -> found.filter(
                                    invocation -> !invocation.status().isFinal())
                            .map(invocation -> wake(invocation.turn()))
                            .orElseGet(() -> Uni.createFrom().voidItem()))
                    .subscribe()
                    .with(
                            _ -> {},
                            failure -> LOG.warnf(
                                    "a parent was not woken, the sweep will: chatId=%s reason=%s",
                                    after.chat().id(), failure.toString()));
        }
    }

    /** Its end, and what the parent shows of it. */
    private static boolean isNews(TurnState before, TurnState after) {
        return after.turn().phase() == TurnPhase.ENDED
                || TurnStore.changed(before.invocations(), after.invocations()).stream()
                        .anyMatch(invocation -> invocation.type().equals("client"));
    }

    /** A waiting turn with an agent tool at work is taken up by any command, even by one that changes nothing. */
    private Uni<Void> wake(TurnId parent) {
        return commands.change(parent, _ -> List.of()).replaceWithVoid();
    }
}
