package dev.hearth.agent.definition;

/** Which built-in tools the agent has; {@code finish} is also there whenever an output schema is set. */
public record InternalTools(boolean plan, boolean memory, boolean widget, boolean finish, boolean skills) {
    /** Whether this set was switched on. */
    public boolean has(InternalToolSet set) {
        return switch (set) {
            case PLAN -> plan;
            case MEMORY -> memory;
            case WIDGET -> widget;
            case FINISH -> finish;
            case SKILLS -> skills;
        };
    }
}
