package dev.hearth.agent.chat;

import java.util.List;

/**
 * A message with the uses of tools it asked for, in their order.
 *
 * @param revision of its turn when it was read; of two, the higher one is newer
 * @param live above 0: not stored yet; counts what was shown since the revision
 */
public record FullMessage(Message message, List<ToolInvocation> invocations, long revision, int live) {
    public FullMessage {
        invocations = List.copyOf(invocations);
    }
}
