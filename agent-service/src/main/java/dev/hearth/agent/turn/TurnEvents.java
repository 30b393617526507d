package dev.hearth.agent.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.chat.AgentData;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.InvocationStatus;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageStatus;
import dev.hearth.agent.chat.StoredJson;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.chat.ToolInvocation.Approval;
import dev.hearth.agent.tool.ToolFailedException;
import dev.hearth.agent.tool.ToolOutcome;
import dev.hearth.ids.Ids;
import dev.hearth.ids.LlmCallId;
import dev.hearth.ids.ToolInvocationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What an event makes of a turn, before anything is decided on it. Pure but for new ids. */
final class TurnEvents {
    private final TurnRules rules;

    TurnEvents(TurnRules rules) {
        this.rules = rules;
    }

    /** The state after the event; the same if it comes too late. */
    TurnState after(TurnState state, TurnEvent event, Instant now) {
        if (state.turn().phase() == TurnPhase.ENDED) {
            return state;
        }
        return switch (event) {
            case TurnEvent.LlmSpoke(LlmCallId call, List<ContentPart> content) ->
                isOpen(state, call) ? state.with(state.assistant().become(MessageStatus.PENDING, content, now)) : state;
            case TurnEvent.LlmAnswered answered ->
                isOpen(state, answered.call()) ? answered(state, answered, now) : state;
            case TurnEvent.LlmFailed(LlmCallId call, String error) ->
                isOpen(state, call) ? ended(state, MessageStatus.FAILED, error, now) : state;
            case TurnEvent.LlmCancelled(LlmCallId call) ->
                isOpen(state, call) ? ended(state, MessageStatus.CANCELLED, null, now) : state;
            case TurnEvent.ToolEnded(var id, int attempt, ToolOutcome outcome) ->
                change(
                        state,
                        id,
                        invocation ->
                                invocation.status() == InvocationStatus.IN_PROGRESS && invocation.attempt() == attempt,
                        invocation -> toolEnded(state, invocation, outcome, now));
            case TurnEvent.Answered(var id, String result, JsonNode data, Approval approval) ->
                change(
                        state,
                        id,
                        TurnEvents::isOpen,
                        invocation -> state.with((approval != null && asksApproval(invocation)
                                        ? invocation.approved(approval, now)
                                        : invocation)
                                .completed(result, data, invocation.widget(), now)));
            case TurnEvent.Approved(var id, var by) ->
                change(state, id, TurnEvents::asksApproval, invocation -> state.with(invocation.approved(by, now)));
            case TurnEvent.Refused(var id, var by, String told) ->
                change(
                        state,
                        id,
                        TurnEvents::asksApproval,
                        invocation -> state.with(invocation.refused(by, told, now)));
            case TurnEvent.AnswerExpired(var id) ->
                change(
                        state,
                        id,
                        invocation -> invocation.status() == InvocationStatus.AWAITING_INPUT,
                        invocation -> state.with(invocation.failed(TurnTexts.NO_ANSWER, null, now)));
            case TurnEvent.ToolAllowed(String tool) -> state.with(allowed(state.chat(), tool, now));
            case TurnEvent.StopRequested _ ->
                state.turn().stopRequested() ? state : state.with(state.turn().stopping(now));
            case TurnEvent.Mirrored(ToolInvocation mirror) -> state.with(mirror);
            case TurnEvent.MirrorSettled(var id, ToolInvocation original) ->
                isOpen(original)
                        ? state
                        : change(state, id, TurnEvents::isOpen, mirror -> state.with(mirror.settledAs(original, now)));
        };
    }

    private static TurnState answered(TurnState state, TurnEvent.LlmAnswered answered, Instant now) {
        LlmCall call = state.call().orElseThrow();
        TurnState at = state.with(state.assistant().become(MessageStatus.READY, answered.content(), now))
                .with(call.settled(LlmCall.Status.COMPLETED, answered.usage(), null, now))
                .with(state.turn().used(answered.tokens(), now));
        for (ToolInvocation invocation : answered.invocations()) {
            at = at.with(invocation);
        }
        return at;
    }

    private static TurnState ended(TurnState state, MessageStatus last, @Nullable String error, Instant now) {
        Message assistant = state.assistant();
        LlmCall call = state.call().orElseThrow();
        return state.with(assistant.become(last, TurnProgress.lastWords(assistant, error), now))
                .with(call.settled(
                        last == MessageStatus.FAILED ? LlmCall.Status.FAILED : LlmCall.Status.CANCELLED,
                        null,
                        error,
                        now));
    }

    private TurnState toolEnded(TurnState at, ToolInvocation invocation, ToolOutcome outcome, Instant now) {
        TurnState state = invocation.type().equals("agent")
                ? at.with(at.turn().extended(Duration.between(uncountedSince(at, invocation), now), now))
                : at;
        return settled(state, invocation, outcome, now);
    }

    /** Since when agents are asked without the turn having got that time back: those asked at once count once. */
    private static Instant uncountedSince(TurnState state, ToolInvocation ending) {
        Instant since = ending.updatedAt();
        Instant counted = Instant.MIN;
        for (ToolInvocation other : state.asked()) {
            if (!other.type().equals("agent") || other.attempt() == 0) {
                continue;
            }
            if (other.status() == InvocationStatus.IN_PROGRESS
                    && other.updatedAt().isBefore(since)) {
                since = other.updatedAt();
            } else if (other.status().isFinal() && other.updatedAt().isAfter(counted)) {
                counted = other.updatedAt();
            }
        }
        return counted.isAfter(since) ? counted : since;
    }

    private TurnState settled(TurnState state, ToolInvocation invocation, ToolOutcome outcome, Instant now) {
        return switch (outcome) {
            case ToolOutcome.Done done -> done(state, invocation, done, now);
            case ToolOutcome.Failed(String message, boolean unknown, boolean repeatable) -> {
                Instant deadline = now.plus(rules.timeLimit(invocation.name()));
                JsonNode data = unknown ? unknownOutcome() : null;
                yield state.with(
                        repeatable && invocation.attempt() < rules.maxAttempts(invocation.name())
                                ? invocation.started(Ids.random(), deadline, now)
                                : invocation.failed(message, data, now));
            }
            case ToolOutcome.Waits(boolean human, JsonNode widget) ->
                state.with(invocation.awaitingInput(
                        widget, now.plus(human ? rules.humanTime() : rules.timeLimit(invocation.name())), now));
            case ToolOutcome.Finished(JsonNode output) ->
                state.with(invocation.completed(StoredJson.text(output), output, null, now))
                        .with(state.chat().answering(output, now));
        };
    }

    /** Other tools of the same answer may have changed what is kept: what was possible before may be too much now. */
    private static TurnState done(TurnState state, ToolInvocation invocation, ToolOutcome.Done done, Instant now) {
        UnaryOperator<AgentData> change = done.change();
        try {
            Chat chat = state.chat();
            Chat changed = change == null ? chat : chat.with(change.apply(chat.data()), now);
            return state.with(changed).with(invocation.completed(done.result(), done.data(), done.widget(), now));
        } catch (ToolFailedException e) {
            return state.with(invocation.failed(String.valueOf(e.getMessage()), null, now));
        }
    }

    /** As {@code data}: nobody knows whether it had its effect. */
    static ObjectNode unknownOutcome() {
        return StoredJson.object().put("outcome", "unknown");
    }

    private static Chat allowed(Chat chat, String tool, Instant now) {
        AgentData data = chat.data();
        if (data.alwaysAllowedTools().contains(tool)) {
            return chat;
        }
        List<String> tools = new ArrayList<>(data.alwaysAllowedTools());
        tools.add(tool);
        return chat.with(new AgentData(data.planSteps(), data.memory(), tools), now);
    }

    private static boolean isOpen(TurnState state, LlmCallId id) {
        return state.call()
                .filter(call -> call.id().equals(id) && call.isOpen())
                .isPresent();
    }

    private static boolean isOpen(ToolInvocation invocation) {
        return !invocation.status().isFinal();
    }

    private static boolean asksApproval(ToolInvocation invocation) {
        return invocation.status() == InvocationStatus.AWAITING_APPROVAL;
    }

    private static TurnState change(
            TurnState state,
            ToolInvocationId id,
            Predicate<ToolInvocation> fits,
            Function<ToolInvocation, TurnState> then) {
        return state.find(id).filter(fits).map(then).orElse(state);
    }
}
