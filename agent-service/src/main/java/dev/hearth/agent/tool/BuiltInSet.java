package dev.hearth.agent.tool;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.definition.AgentConfig;
import java.util.List;

/** Built-in tools that belong together (wire protocol 5.8). */
interface BuiltInSet {
    /** Those that this agent has in this chat. */
    List<BuiltIn> offered(AgentConfig agent, Chat chat);
}
