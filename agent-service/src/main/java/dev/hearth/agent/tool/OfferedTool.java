package dev.hearth.agent.tool;

import dev.hearth.agent.definition.Tool;

/** A tool that an agent has in a chat. */
sealed interface OfferedTool {
    String name();

    /** Named by the agent's configuration. */
    record Configured(Tool tool) implements OfferedTool {
        @Override
        public String name() {
            return tool.common().name();
        }
    }

    /** Built in. */
    record Internal(BuiltIn tool) implements OfferedTool {
        @Override
        public String name() {
            return tool.name();
        }
    }
}
