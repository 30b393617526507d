package dev.hearth.agent.definition;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Tools that are built in, in the sets in which an agent has them or not (wire protocol 5.8). */
public enum InternalToolSet {
    PLAN("plan", "Plan", "Steps of the work, shown to the user."),
    MEMORY("memory", "Memory", "Values kept in the chat."),
    WIDGET("widget", "Widgets", "Something to look at or to fill in, for top-level chats."),
    FINISH("finish", "Finish", "Ends the work with a result; sub-agents have it always."),
    SKILLS("skills", "Skills", "Looks up the texts of the agent's skills.");

    private final String id;
    private final String displayName;
    private final String description;

    InternalToolSet(String id, String displayName, String description) {
        this.id = id;
        this.displayName = displayName;
        this.description = description;
    }

    /** Its switch in {@code internal_tools}. */
    public String id() {
        return id;
    }

    public String displayName() {
        return displayName;
    }

    public String description() {
        return description;
    }

    /** The names by which the LLM calls them. */
    public List<String> tools() {
        return switch (this) {
            case PLAN -> List.of("plan_create", "plan_update", "plan_load");
            case MEMORY -> List.of("memory_set", "memory_get", "memory_getall");
            case WIDGET -> List.of("widget");
            case FINISH -> List.of("finish");
            case SKILLS -> List.of("skill_get");
        };
    }

    /** Which chats have them: {@code all}, or {@code top_level} ones that are nobody's child. */
    public String scope() {
        return this == WIDGET ? "top_level" : "all";
    }

    static Optional<InternalToolSet> ofId(String id) {
        return Arrays.stream(values()).filter(set -> set.id.equals(id)).findFirst();
    }

    static Optional<InternalToolSet> ofTool(String name) {
        return Arrays.stream(values()).filter(set -> set.tools().contains(name)).findFirst();
    }
}
