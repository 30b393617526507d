package dev.hearth.agent.chat;

import java.util.List;

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
    record Failure(String error) implements ContentPart {}

    /**
     * A use of a tool as the LLM wrote it.
     *
     * @param id the LLM's
     * @param arguments JSON text, perhaps unfinished while the LLM still writes
     */
    record ToolCall(String id, String name, String arguments) {}
}
