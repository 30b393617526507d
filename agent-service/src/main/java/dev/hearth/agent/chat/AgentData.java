package dev.hearth.agent.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an agent keeps in a chat beside the messages. */
public record AgentData(List<PlanStep> planSteps, Map<String, String> memory, List<String> alwaysAllowedTools) {
    public static final AgentData EMPTY = new AgentData(List.of(), Map.of(), List.of());

    public AgentData {
        planSteps = List.copyOf(planSteps);
        memory = Collections.unmodifiableMap(new LinkedHashMap<>(memory));
        alwaysAllowedTools = List.copyOf(alwaysAllowedTools);
    }

    /** A step of the plan; status is pending, in_progress, completed or cancelled. */
    public record PlanStep(int index, String title, String description, String notes, String status) {}
}
