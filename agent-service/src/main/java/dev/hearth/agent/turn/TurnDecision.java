package dev.hearth.agent.turn;

import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.InvocationStatus;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.definition.TurnLimits;
import java.time.Instant;
import java.util.List;

/**
 * Decides what a turn does next, by what is stored alone: after a step as after a crash. Pure.
 *
 * <pre>
 * RecordCall → AwaitLlm → StartTools → AwaitTools ─┬→ NextRound → RecordCall → …
 *                    │          └→ AwaitAnswers ───┤
 *                    └─────────────────────────────┴→ End
 * </pre>
 */
final class TurnDecision {
    private TurnDecision() {}

    static Step next(TurnState state, TurnLimits limits, Instant now) {
        Turn turn = state.turn();
        return switch (turn.phase()) {
            case QUEUED, ENDED -> new Step.Nothing();
            case WORKING, WAITING -> {
                if (turn.stopRequested()) {
                    yield new Step.End(TurnOutcome.STOPPED, null);
                }
                if (turn.phase() == TurnPhase.WORKING && !asksAnAgent(state) && !now.isBefore(turn.deadlineAt())) {
                    yield new Step.End(TurnOutcome.FAILED, TurnTexts.outOfTime(limits));
                }
                yield ofMessage(state, limits);
            }
        };
    }

    /** Whether a turn that waited has something to do now. */
    static boolean wakes(TurnState state) {
        return state.turn().phase() == TurnPhase.WAITING
                && (state.turn().stopRequested() || !(ofTools(state) instanceof Step.AwaitAnswers));
    }

    /** Whether all it does is to wait for other agents, and for people and programs. */
    static boolean awaitsAgentsOnly(TurnState state) {
        return state.turn().phase() == TurnPhase.WORKING
                && !state.turn().stopRequested()
                && ofTools(state) instanceof Step.AwaitTools
                && state.asked().stream()
                        .filter(invocation -> invocation.status() == InvocationStatus.IN_PROGRESS)
                        .allMatch(invocation -> invocation.type().equals("agent"));
    }

    /** Another agent's time is limited by its own turn, and not counted in this one's. */
    static boolean asksAnAgent(TurnState state) {
        return state.asked().stream()
                .anyMatch(invocation ->
                        invocation.type().equals("agent") && invocation.status() == InvocationStatus.IN_PROGRESS);
    }

    private static Step ofMessage(TurnState state, TurnLimits limits) {
        Message assistant = state.assistant();
        return switch (assistant.status()) {
            case QUEUED, PENDING -> state.call().isEmpty() ? recordCall(state.turn(), limits) : new Step.AwaitLlm();
            case READY -> ofTools(state);
            case FAILED -> new Step.End(TurnOutcome.FAILED, failureOf(assistant));
            case CANCELLED -> new Step.End(TurnOutcome.STOPPED, null);
        };
    }

    private static Step recordCall(Turn turn, TurnLimits limits) {
        if (turn.round() >= limits.maxRounds()) {
            return new Step.End(TurnOutcome.FAILED, TurnTexts.outOfRounds(limits));
        }
        if (limits.maxTokens() > 0 && turn.totalTokens() >= limits.maxTokens()) {
            return new Step.End(TurnOutcome.FAILED, TurnTexts.outOfTokens(limits));
        }
        return new Step.RecordCall();
    }

    private static Step ofTools(TurnState state) {
        List<ToolInvocation> asked = state.asked();
        if (asked.isEmpty()) {
            return new Step.End(TurnOutcome.IDLE, null);
        }
        List<ToolInvocation> pending = asked.stream()
                .filter(invocation -> invocation.status() == InvocationStatus.PENDING)
                .toList();
        if (!pending.isEmpty()) {
            return new Step.StartTools(pending);
        }
        if (state.anyAsked(InvocationStatus.IN_PROGRESS)) {
            return new Step.AwaitTools();
        }
        if (state.anyAsked(InvocationStatus.AWAITING_INPUT) || state.anyAsked(InvocationStatus.AWAITING_APPROVAL)) {
            return new Step.AwaitAnswers();
        }
        return state.finish().isPresent() ? new Step.End(TurnOutcome.COMPLETED, null) : new Step.NextRound();
    }

    private static String failureOf(Message message) {
        return message.content().stream()
                .filter(part -> part instanceof ContentPart.Failure)
                .map(part -> ((ContentPart.Failure) part).error())
                .findFirst()
                .orElse("the LLM failed");
    }
}
