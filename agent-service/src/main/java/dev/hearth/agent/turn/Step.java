package dev.hearth.agent.turn;

import dev.hearth.agent.chat.ToolInvocation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a turn does next. */
sealed interface Step {
    /** Record the call that writes the newest message. */
    record RecordCall() implements Step {}

    /** Nothing before the LLM has answered. */
    record AwaitLlm() implements Step {}

    /** Record these as being performed, then perform them. */
    record StartTools(List<ToolInvocation> invocations) implements Step {}

    /** Nothing before one of the tools at work has ended. */
    record AwaitTools() implements Step {}

    /** Nobody works on it before a client or a human has answered. */
    record AwaitAnswers() implements Step {}

    /** Tell the LLM the results: tool messages, then its next message. */
    record NextRound() implements Step {}

    /** It is over. */
    record End(TurnOutcome outcome, @Nullable String error) implements Step {}

    /** Nothing to be done: it is queued, or it has ended. */
    record Nothing() implements Step {}
}
