package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;

/**
 * A built-in tool, as an agent has it in a chat.
 *
 * @param perform with arguments that fit the parameters
 */
record BuiltIn(String name, String description, ObjectNode parameters, Function<ToolUse, RunningTool> perform) {
    /** Performed by a calculation. */
    static BuiltIn quick(
            String name, String description, ObjectNode parameters, Function<ToolUse, ToolOutcome> perform) {
        return new BuiltIn(name, description, parameters, use -> {
            try {
                return Work.done(perform.apply(use));
            } catch (ToolFailedException e) {
                return Work.done(e.outcome());
            }
        });
    }
}
