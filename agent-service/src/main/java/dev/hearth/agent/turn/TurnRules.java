package dev.hearth.agent.turn;

import dev.hearth.agent.definition.TurnLimits;
import dev.hearth.agent.tool.ToolBox.KnownTool;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a turn is run by.
 *
 * @param tools what a name means
 * @param fallbackTimeLimit of a tool that the agent has no more
 * @param humanTime how long a human is waited for
 */
record TurnRules(
        TurnLimits limits,
        Function<String, Optional<KnownTool>> tools,
        Duration fallbackTimeLimit,
        Duration humanTime) {
    Duration timeLimit(String tool) {
        return tools.apply(tool).map(KnownTool::timeLimit).orElse(fallbackTimeLimit);
    }

    int maxAttempts(String tool) {
        return tools.apply(tool).map(KnownTool::maxAttempts).orElse(1);
    }
}
