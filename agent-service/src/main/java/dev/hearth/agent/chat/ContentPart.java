package dev.hearth.agent.chat;

import dev.hearth.errors.TaskErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a message's content (wire protocol 5.5). */
public sealed interface ContentPart {
    record Text(String text) implements ContentPart {}

    record Reasoning(String text) implements ContentPart {}

    record Image(String uri) implements ContentPart {}

    record FileLink(String uri) implements ContentPart {}

    /** What the LLM asked for. */
    record ToolCalls(List<ToolCall> calls) implements ContentPart {
        public ToolCalls {
            calls = List.copyOf(calls);
        }
    }

    /** Why there is no more to the message. */
    record Failure(String error) implements ContentPart {
        /** The error of a failed task, as it is shown. */
        public static String textOf(String error, @Nullable String code) {
            return code == null ? error : "%s (%s)".formatted(error, code);
        }

        /** Whether it is that of a task that failed with this code. */
        public boolean has(TaskErrorCode code) {
            return error.endsWith(textOf("", code.name()));
        }
    }

    /**
     * A use of a tool as the LLM wrote it.
     *
     * @param id the LLM's
     * @param arguments JSON text, perhaps unfinished while the LLM still writes
     */
    record ToolCall(String id, String name, String arguments) {}
}
