package dev.hearth.agent.tool;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.definition.AgentConfig;

/**
 * All there is to know to perform an invocation. It was recorded as in progress, with its execution id, before anybody
 * acts on this.
 *
 * @param resumed it may have been started before by a process that is gone: find out what became of it, never repeat it
 */
public record ToolUse(AgentConfig agent, Chat chat, ToolInvocation invocation, boolean resumed) {}
