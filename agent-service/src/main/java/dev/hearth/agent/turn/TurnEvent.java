package dev.hearth.agent.turn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.chat.ToolInvocation.Approval;
import dev.hearth.agent.tool.ToolOutcome;
import dev.hearth.ids.LlmCallId;
import dev.hearth.ids.ToolInvocationId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened to a turn. One that comes too late or twice changes nothing. */
sealed interface TurnEvent {
    /** The LLM is still at it. */
    record LlmSpoke(LlmCallId call, List<ContentPart> content) implements TurnEvent {}

    /** @param invocations one for each call of a tool in the content: pending, awaiting approval, or failed already */
    record LlmAnswered(
            LlmCallId call,
            List<ContentPart> content,
            @Nullable JsonNode usage,
            long tokens,
            List<ToolInvocation> invocations)
            implements TurnEvent {}

    record LlmFailed(LlmCallId call, String error) implements TurnEvent {}

    /** Somebody cancelled its task. */
    record LlmCancelled(LlmCallId call) implements TurnEvent {}

    /** @param attempt that ended */
    record ToolEnded(ToolInvocationId invocation, int attempt, ToolOutcome outcome) implements TurnEvent {}

    /**
     * A client's program, a hook's receiver or a human answered.
     *
     * @param approval what the answer is to a tool that still awaited one
     */
    record Answered(
            ToolInvocationId invocation,
            String result,
            @Nullable JsonNode data,
            @Nullable Approval approval) implements TurnEvent {}

    record Approved(ToolInvocationId invocation, Approval by) implements TurnEvent {}

    record Refused(ToolInvocationId invocation, Approval by, String told) implements TurnEvent {}

    /** Nobody answered in time. */
    record AnswerExpired(ToolInvocationId invocation) implements TurnEvent {}

    /** From now on the agent may use this tool without asking. */
    record ToolAllowed(String tool) implements TurnEvent {}

    record StopRequested() implements TurnEvent {}

    /** A child's client tool is shown here from now on. */
    record Mirrored(ToolInvocation mirror) implements TurnEvent {}

    /** It has ended, in whatever way. */
    record MirrorSettled(ToolInvocationId mirror, ToolInvocation original) implements TurnEvent {}
}
