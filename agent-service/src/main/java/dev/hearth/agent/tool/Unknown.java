package dev.hearth.agent.tool;

import dev.hearth.agent.definition.Tool;

/** Outcomes that nobody can know. */
final class Unknown {
    private Unknown() {}

    /** It was begun by a process that is gone, and there is nobody to ask what became of it. */
    static ToolOutcome.Failed interrupted(Tool tool) {
        return new ToolOutcome.Failed(
                "The service was interrupted while '%s' was at work: it may have been done or not."
                        .formatted(tool.common().name()),
                true,
                true);
    }
}
