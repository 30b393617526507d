package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.agent.chat.AgentData;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What came of performing a tool invocation. */
public sealed interface ToolOutcome {
    /**
     * It was done.
     *
     * @param result what the LLM is told
     * @param data the same as JSON, where it is
     * @param widget shown to the user; null for most
     * @param change of what the agent keeps, made on what it keeps when this is settled, so that tools at work at the same
     *     time do not undo each other's; it may refuse with a {@link ToolFailedException}, which makes a failure of this;
     *     null: none
     */
    record Done(
            String result,
            @Nullable JsonNode data,
            @Nullable JsonNode widget,
            @Nullable UnaryOperator<AgentData> change)
            implements ToolOutcome {
        public static Done of(String result) {
            return new Done(result, null, null, null);
        }
    }

    /**
     * It failed, and the LLM is told why.
     *
     * @param unknown nobody can know whether it had its effect; shown as {@code data.outcome: "unknown"}
     * @param repeatable another attempt may help; made only if the tool is declared repeatable
     */
    record Failed(String message, boolean unknown, boolean repeatable) implements ToolOutcome {}

    /**
     * Somebody else answers later: a client's program, a hook's receiver, a human at a widget.
     *
     * @param human a human has to act
     */
    record Waits(boolean human, @Nullable JsonNode widget) implements ToolOutcome {}

    /** The finish tool was called with arguments that fit: the turn ends, this is the chat's output. */
    record Finished(JsonNode output) implements ToolOutcome {}
}
