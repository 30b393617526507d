package dev.hearth.agent.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an agent keeps, stored as it is shown. */
final class AgentDataJson {
    private AgentDataJson() {}

    static ObjectNode write(AgentData data) {
        ObjectNode json = StoredJson.object();
        ArrayNode steps = json.putArray("plan_steps");
        for (AgentData.PlanStep step : data.planSteps()) {
            steps.addObject()
                    .put("index", step.index())
                    .put("title", step.title())
                    .put("description", step.description())
                    .put("notes", step.notes())
                    .put("status", step.status());
        }
        ObjectNode memory = json.putObject("memory");
        data.memory().forEach(memory::put);
        ArrayNode allowed = json.putArray("always_allowed_tools");
        data.alwaysAllowedTools().forEach(allowed::add);
        return json;
    }

    static AgentData read(String stored) {
        JsonNode json = StoredJson.read(stored);
        List<AgentData.PlanStep> steps = new ArrayList<>();
        for (JsonNode step : json.path("plan_steps")) {
            steps.add(new AgentData.PlanStep(
                    step.path("index").asInt(),
                    step.path("title").asText(),
                    step.path("description").asText(),
                    step.path("notes").asText(),
                    step.path("status").asText()));
        }
        Map<String, String> memory = new LinkedHashMap<>();
        json.path("memory")
                .properties()
                .forEach(entry -> memory.put(entry.getKey(), entry.getValue().asText()));
        List<String> allowed = new ArrayList<>();
        json.path("always_allowed_tools").forEach(name -> allowed.add(name.asText()));
        return new AgentData(steps, memory, allowed);
    }
}
