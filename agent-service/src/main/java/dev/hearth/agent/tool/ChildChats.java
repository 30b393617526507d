package dev.hearth.agent.tool;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.ids.ChatId;
import io.smallrye.mutiny.Uni;

/** Chats that agent tools open; the loop performs them. */
public interface ChildChats {
    /**
     * Opens a chat with this id for an invocation and sends its first message; does nothing if it is there already.
     * Refuses what leads too deep or back to an agent that is being asked.
     */
    Uni<Void> open(ChatId id, Chat parent, ToolInvocation invocation, String agentRef, String text);

    /** Completes when the child's turn has ended: its finish tool's output as JSON, else its last text. */
    RunningTool follow(ChatId id);
}
