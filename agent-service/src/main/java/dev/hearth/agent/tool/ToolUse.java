package dev.hearth.agent.tool;

import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.definition.AgentConfig;
import dev.hearth.ids.TeamId;

/**
 * All there is to know to perform an invocation. It was recorded as in progress, with its execution id, before anybody
 * acts on this.
 *
 * @param author team whose agent it is
 * @param resumed it may have been started before by a process that is gone: find out what became of it, never repeat it
 */
public record ToolUse(AgentConfig agent, TeamId author, Chat chat, ToolInvocation invocation, boolean resumed) {
    /** Whether a team uses an agent that somebody else wrote, and may change at any time. */
    boolean isOfAnotherTeam() {
        return !author.equals(invocation.team());
    }
}
