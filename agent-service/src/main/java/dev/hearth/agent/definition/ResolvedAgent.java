package dev.hearth.agent.definition;

import dev.hearth.ids.AgentId;
import dev.hearth.ids.AgentVersionId;
import dev.hearth.ids.TeamId;

/**
 * An agent, one of its versions, and what that version says.
 *
 * @param team whose agent it is; other teams may use it too
 */
public record ResolvedAgent(AgentId agent, AgentVersionId version, TeamId team, AgentConfig config) {}
