package dev.hearth.agent.turn;

import dev.hearth.ids.AgentVersionId;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.TurnId;
import dev.hearth.ids.UserId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an agent does between a message of the user and its rest.
 *
 * @param round LLM calls so far
 * @param owner the process that works on it; null: nobody
 * @param epoch rises with every owner
 * @param revision rises with every write
 */
record Turn(
        TurnId id,
        ChatId chat,
        TeamId team,
        UserId user,
        AgentVersionId agentVersion,
        MessageId userMessage,
        TurnPhase phase,
        @Nullable TurnOutcome outcome,
        boolean stopRequested,
        @Nullable String error,
        int round,
        long totalTokens,
        Instant deadlineAt,
        @Nullable String owner,
        long epoch,
        long revision,
        Instant createdAt,
        Instant updatedAt) {

    /** After one more LLM call was recorded. */
    Turn nextRound(Instant now) {
        return copy(phase, outcome, stopRequested, error, round + 1, totalTokens, deadlineAt, owner, now);
    }

    Turn used(long tokens, Instant now) {
        return copy(phase, outcome, stopRequested, error, round, totalTokens + tokens, deadlineAt, owner, now);
    }

    /** With more time. */
    Turn extended(Duration by, Instant now) {
        return copy(phase, outcome, stopRequested, error, round, totalTokens, deadlineAt.plus(by), owner, now);
    }

    Turn stopping(Instant now) {
        return copy(phase, outcome, true, error, round, totalTokens, deadlineAt, owner, now);
    }

    /** Nobody's, until an answer comes. */
    Turn waits(Instant now) {
        return copy(TurnPhase.WAITING, outcome, stopRequested, error, round, totalTokens, deadlineAt, null, now);
    }

    /** At work again, or at last; for whoever claims it. The time it waited is not counted. */
    Turn works(Instant now) {
        Duration waited = Duration.between(updatedAt, now);
        return copy(
                TurnPhase.WORKING,
                outcome,
                stopRequested,
                error,
                round,
                totalTokens,
                deadlineAt.plus(waited),
                null,
                now);
    }

    /** At work again for a moment, in a time that is not counted anyway. */
    Turn looks(Instant now) {
        return copy(TurnPhase.WORKING, outcome, stopRequested, error, round, totalTokens, deadlineAt, null, now);
    }

    Turn ended(TurnOutcome how, @Nullable String why, Instant now) {
        return copy(TurnPhase.ENDED, how, stopRequested, why, round, totalTokens, deadlineAt, null, now);
    }

    /** As another process is about to own it. */
    Turn ownedBy(String process) {
        return new Turn(
                id,
                chat,
                team,
                user,
                agentVersion,
                userMessage,
                phase,
                outcome,
                stopRequested,
                error,
                round,
                totalTokens,
                deadlineAt,
                process,
                epoch + 1,
                revision,
                createdAt,
                updatedAt);
    }

    Turn at(long newRevision) {
        return new Turn(
                id,
                chat,
                team,
                user,
                agentVersion,
                userMessage,
                phase,
                outcome,
                stopRequested,
                error,
                round,
                totalTokens,
                deadlineAt,
                owner,
                epoch,
                newRevision,
                createdAt,
                updatedAt);
    }

    private Turn copy(
            TurnPhase newPhase,
            @Nullable TurnOutcome newOutcome,
            boolean stop,
            @Nullable String newError,
            int newRound,
            long tokens,
            Instant deadline,
            @Nullable String newOwner,
            Instant now) {
        return new Turn(
                id,
                chat,
                team,
                user,
                agentVersion,
                userMessage,
                newPhase,
                newOutcome,
                stop,
                newError,
                newRound,
                tokens,
                deadline,
                newOwner,
                epoch,
                revision,
                createdAt,
                now);
    }
}
