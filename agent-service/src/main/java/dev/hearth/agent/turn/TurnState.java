package dev.hearth.agent.turn;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.FullMessage;
import dev.hearth.agent.chat.InvocationStatus;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageRole;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.ids.Id;
import dev.hearth.ids.ToolInvocationId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A turn and all that belongs to it, as it is stored or is about to be. Immutable.
 *
 * @param messages of the turn, in order: the user's, then the agent's and its tools'
 */
record TurnState(Turn turn, Chat chat, List<Message> messages, List<LlmCall> calls, List<ToolInvocation> invocations) {
    TurnState {
        messages = List.copyOf(messages);
        calls = List.copyOf(calls);
        invocations = List.copyOf(invocations);
    }

    /** The agent's newest message. */
    Message assistant() {
        return messages.stream()
                .filter(message -> message.role() == MessageRole.ASSISTANT)
                .max(Comparator.comparingInt(Message::position))
                .orElseThrow();
    }

    /** The call that writes the newest message; empty: it was not recorded yet. */
    Optional<LlmCall> call() {
        Message assistant = assistant();
        return calls.stream()
                .filter(call -> call.message().equals(assistant.id()))
                .findFirst();
    }

    /** What the newest message asked for, in its order; mirrors of children's are not among them. */
    List<ToolInvocation> asked() {
        Message assistant = assistant();
        return invocations.stream()
                .filter(invocation -> invocation.message().equals(assistant.id()) && invocation.mirrorOf() == null)
                .sorted(Comparator.comparingInt(ToolInvocation::position))
                .toList();
    }

    /** The use of the finish tool that ends the turn; of several the last one counts. */
    Optional<ToolInvocation> finish() {
        return asked().stream()
                .filter(invocation -> invocation.type().equals("internal")
                        && invocation.name().equals("finish")
                        && invocation.status() == InvocationStatus.COMPLETED)
                .max(Comparator.comparing(ToolInvocation::updatedAt));
    }

    Optional<ToolInvocation> find(ToolInvocationId id) {
        return invocations.stream()
                .filter(invocation -> invocation.id().equals(id))
                .findFirst();
    }

    boolean anyAsked(InvocationStatus status) {
        return asked().stream().anyMatch(invocation -> invocation.status() == status);
    }

    /** A message as watchers are shown it. */
    FullMessage shown(Message message) {
        return new FullMessage(
                message,
                invocations.stream()
                        .filter(invocation -> invocation.message().equals(message.id()))
                        .sorted(Comparator.comparingInt(ToolInvocation::position))
                        .toList(),
                turn.revision(),
                0);
    }

    TurnState with(Turn next) {
        return new TurnState(next, chat, messages, calls, invocations);
    }

    TurnState with(Chat next) {
        return new TurnState(turn, next, messages, calls, invocations);
    }

    /** Replaces the message with this id, else adds it. */
    TurnState with(Message next) {
        return new TurnState(turn, chat, put(messages, next, Message::id), calls, invocations);
    }

    TurnState with(LlmCall next) {
        return new TurnState(turn, chat, messages, put(calls, next, LlmCall::id), invocations);
    }

    TurnState with(ToolInvocation next) {
        return new TurnState(turn, chat, messages, calls, put(invocations, next, ToolInvocation::id));
    }

    private static <T> List<T> put(List<T> list, T next, Function<T, ? extends Id> id) {
        List<T> changed = new ArrayList<>(list);
        for (int i = 0; i < changed.size(); i++) {
            if (id.apply(changed.get(i)).equals(id.apply(next))) {
                changed.set(i, next);
                return changed;
            }
        }
        changed.add(next);
        return changed;
    }
}
