package dev.hearth.agent.turn;

import dev.hearth.agent.chat.ChatStatus;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageStatus;
import dev.hearth.agent.definition.TurnLimits;
import dev.hearth.agent.turn.TurnCommits.Committed;
import dev.hearth.ids.TurnId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Changes turns from outside: under the lock of the turn's row, whoever owns it; the owner goes on from there. */
@ApplicationScoped
class TurnCommands {
    /** Of no effect on what comes from outside. */
    private static final TurnEvents EVENTS = new TurnEvents(
            new TurnRules(new TurnLimits(0, Duration.ZERO, 0), _ -> Optional.empty(), Duration.ZERO, Duration.ZERO));

    private final TurnCommits commits;
    private final Turns turns;
    private final Clock clock;

    TurnCommands(TurnCommits commits, Turns turns, Clock clock) {
        this.commits = commits;
        this.turns = turns;
        this.clock = clock;
    }

    /**
     * Applies events to a turn.
     *
     * @param decide what happened, by the state under the lock; may throw, then nothing changes
     */
    Uni<TurnState> change(TurnId id, Function<TurnState, List<TurnEvent>> decide) {
        return commits.inTransaction(transaction -> TurnStore.lock(transaction, id)
                        .chain(turn -> TurnStore.load(transaction, turn.orElseThrow(() -> new StaleTurnException(id))))
                        .chain(before -> apply(transaction, before, decide.apply(before))))
                .invoke(this::tell)
                .map(changed -> changed.committed().state());
    }

    /** Drops a turn that waits behind another one; false: it does not wait any more. */
    Uni<Boolean> dropQueued(TurnId id) {
        return commits.inTransaction(transaction -> TurnStore.lock(transaction, id)
                        .chain(turn -> turn.filter(found -> found.phase() == TurnPhase.QUEUED)
                                .map(found -> TurnStore.load(transaction, found)
                                        .chain(before -> TurnStore.saveQueued(
                                                        transaction, before, dropped(before, clock.instant()))
                                                .map(after ->
                                                        Optional.of(new Changed(before, new Committed(after, null))))))
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))))
                .invoke(changed -> changed.ifPresent(this::tell))
                .map(Optional::isPresent);
    }

    private record Changed(TurnState before, Committed committed) {}

    private Uni<Changed> apply(SqlConnection transaction, TurnState before, List<TurnEvent> events) {
        Instant now = clock.instant();
        TurnState after = before;
        for (TurnEvent event : events) {
            after = EVENTS.after(after, event, now);
        }
        if (TurnDecision.wakes(after)) {
            Turn turn = after.turn();
            after = after.with(TurnDecision.asksAnAgent(after) ? turn.looks(now) : turn.works(now))
                    .with(after.chat().with(ChatStatus.BUSY, now));
        } else if (after.turn().phase() == TurnPhase.WAITING) {
            after = TurnProgress.waiting(after, now); // perhaps for somebody else now
        } else if (after.turn().phase() == TurnPhase.WORKING) {
            after = TurnProgress.showing(after, now);
        }
        if (after.equals(before)) {
            return Uni.createFrom().item(new Changed(before, new Committed(before, null)));
        }
        return commits.store(transaction, before, after).map(committed -> new Changed(before, committed));
    }

    private void tell(Changed changed) {
        if (!changed.before().equals(changed.committed().state())) {
            commits.tell(changed.before(), changed.committed());
            turns.changed(changed.committed().state());
        }
    }

    private static TurnState dropped(TurnState queued, Instant now) {
        TurnState at = queued.with(queued.turn().ended(TurnOutcome.STOPPED, null, now));
        for (Message message : queued.messages()) {
            at = at.with(message.become(MessageStatus.CANCELLED, message.content(), now));
        }
        return at;
    }
}
