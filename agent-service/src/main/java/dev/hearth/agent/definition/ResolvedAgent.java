package dev.hearth.agent.definition;

import dev.hearth.ids.AgentId;
import dev.hearth.ids.AgentVersionId;

/** An agent, one of its versions, and what that version says. */
public record ResolvedAgent(AgentId agent, AgentVersionId version, AgentConfig config) {}
