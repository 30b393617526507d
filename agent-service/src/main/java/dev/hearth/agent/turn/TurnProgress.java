package dev.hearth.agent.turn;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ChatStatus;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.InvocationStatus;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageRole;
import dev.hearth.agent.chat.MessageStatus;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.ids.Ids;
import dev.hearth.ids.LlmCallId;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.ToolInvocationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes the steps that {@link TurnDecision} decides, as far as they need nothing but a record. Pure but for new ids. */
final class TurnProgress {
    private final TurnRules rules;
    private final Set<ToolInvocationId> unknown;

    TurnProgress(TurnRules rules) {
        this(rules, Set.of());
    }

    /** @param unknown tools that were ended, of which nobody knows whether they had their effect */
    TurnProgress(TurnRules rules, Set<ToolInvocationId> unknown) {
        this.rules = rules;
        this.unknown = Set.copyOf(unknown);
    }

    /** The state in which the turn has to wait for something, or has ended. */
    TurnState advance(TurnState state, Instant now) {
        TurnState at = state;
        while (true) {
            TurnState before = at;
            switch (TurnDecision.next(at, rules.limits(), now)) {
                case Step.Nothing _ -> {
                    return at;
                }
                case Step.AwaitLlm _, Step.AwaitTools _ -> {
                    return showing(at, now);
                }
                case Step.AwaitAnswers _ -> {
                    return waiting(at, now);
                }
                case Step.RecordCall _ -> at = recordCall(at, now);
                case Step.StartTools(List<ToolInvocation> pending) -> at = start(at, pending, now);
                case Step.NextRound _ -> at = nextRound(at, now);
                case Step.End end -> at = end(at, end, now);
            }
            if (at.equals(before)) {
                throw new IllegalStateException(
                        "turn %s does not get on".formatted(at.turn().id()));
            }
        }
    }

    private static TurnState recordCall(TurnState state, Instant now) {
        Message assistant = state.assistant();
        Turn turn = state.turn().nextRound(now);
        LlmCall call = new LlmCall(
                LlmCallId.random(), assistant.id(), turn.round(), LlmCall.Status.RECORDED, null, null, now, null);
        return state.with(turn).with(call).with(assistant.by(call.id()));
    }

    private TurnState start(TurnState state, List<ToolInvocation> pending, Instant now) {
        TurnState at = state;
        for (ToolInvocation invocation : pending) {
            Instant deadline = now.plus(rules.timeLimit(invocation.name()));
            at = at.with(
                    invocation.type().equals("client")
                            ? invocation.awaitingInput(null, deadline, now)
                            : invocation.started(Ids.random(), deadline, now));
        }
        return at;
    }

    /** Nobody's. */
    static TurnState waiting(TurnState state, Instant now) {
        TurnState at = state.turn().phase() == TurnPhase.WAITING
                ? state
                : state.with(state.turn().waits(now));
        return showing(at, now);
    }

    /** The chat says whether a human has to act. */
    static TurnState showing(TurnState state, Instant now) {
        return withStatus(state, awaited(state), now);
    }

    private static ChatStatus awaited(TurnState state) {
        return state.asked().stream().anyMatch(TurnProgress::needsHuman) ? ChatStatus.AWAITING_INPUT : ChatStatus.BUSY;
    }

    private static boolean needsHuman(ToolInvocation invocation) {
        return invocation.status() == InvocationStatus.AWAITING_APPROVAL
                || (invocation.status() == InvocationStatus.AWAITING_INPUT
                        && invocation.type().equals("internal"));
    }

    private static TurnState nextRound(TurnState state, Instant now) {
        TurnState told = tellResults(state, now);
        return told.with(message(told, MessageRole.ASSISTANT, MessageStatus.PENDING, List.of(), null, now))
                .with(told.chat().grown(1, now));
    }

    /** The tools' messages, in the order of the calls; once. */
    private static TurnState tellResults(TurnState state, Instant now) {
        TurnState at = state;
        for (ToolInvocation invocation : state.asked()) {
            String result = invocation.result() == null ? "" : invocation.result();
            at = at.with(message(
                            at,
                            MessageRole.TOOL,
                            MessageStatus.READY,
                            List.of(new ContentPart.Text(result)),
                            invocation.callId(),
                            now))
                    .with(at.chat().grown(1, now));
        }
        return at;
    }

    private TurnState end(TurnState state, Step.End end, Instant now) {
        TurnState at = state;
        Message assistant = state.assistant();
        switch (assistant.status()) {
            case QUEUED, PENDING -> at = endMessage(at, assistant, end, now);
            case READY -> at = endTools(at, end, now);
            case FAILED, CANCELLED -> {
                // It says already how it ended.
            }
        }
        Turn turn = at.turn().ended(end.outcome(), end.error(), now);
        return withStatus(
                at.with(turn), end.outcome() == TurnOutcome.COMPLETED ? ChatStatus.COMPLETED : ChatStatus.IDLE, now);
    }

    private static TurnState endMessage(TurnState state, Message assistant, Step.End end, Instant now) {
        boolean failed = end.outcome() == TurnOutcome.FAILED;
        TurnState at = state.with(assistant.become(
                failed ? MessageStatus.FAILED : MessageStatus.CANCELLED, lastWords(assistant, end.error()), now));
        LlmCall call = state.call().orElse(null);
        return call == null
                ? at
                : at.with(call.settled(
                        failed ? LlmCall.Status.FAILED : LlmCall.Status.CANCELLED, null, end.error(), now));
    }

    /** What was said so far, without calls that nobody will perform. */
    static List<ContentPart> lastWords(Message message, @Nullable String error) {
        List<ContentPart> parts = new ArrayList<>();
        for (ContentPart part : message.content()) {
            if (!(part instanceof ContentPart.ToolCalls)) {
                parts.add(part);
            }
        }
        if (error != null) {
            parts.add(new ContentPart.Failure(error));
        }
        return parts;
    }

    private TurnState endTools(TurnState state, Step.End end, Instant now) {
        TurnState at = state;
        String why = end.error() == null ? TurnTexts.STOPPED : end.error();
        for (ToolInvocation invocation : state.invocations()) {
            if (!invocation.status().isFinal()) {
                at = at.with(
                        unknown.contains(invocation.id())
                                ? invocation.cancelled(TurnTexts.unknown(why), TurnEvents.unknownOutcome(), now)
                                : invocation.cancelled(why, now));
            }
        }
        at = tellResults(at, now);
        if (end.outcome() == TurnOutcome.FAILED) {
            at = at.with(message(
                            at,
                            MessageRole.ASSISTANT,
                            MessageStatus.FAILED,
                            List.of(new ContentPart.Failure(why)),
                            null,
                            now))
                    .with(at.chat().grown(1, now));
        }
        return at;
    }

    private static TurnState withStatus(TurnState state, ChatStatus status, Instant now) {
        Chat chat = state.chat();
        return chat.status() == status ? state : state.with(chat.with(status, now));
    }

    private static Message message(
            TurnState state,
            MessageRole role,
            MessageStatus status,
            List<ContentPart> content,
            @Nullable String toolCall,
            Instant now) {
        Turn turn = state.turn();
        return new Message(
                MessageId.random(),
                turn.chat(),
                turn.team(),
                turn.user(),
                turn.id(),
                state.chat().nextPosition(),
                role,
                status,
                content,
                null,
                toolCall,
                now,
                now);
    }
}
