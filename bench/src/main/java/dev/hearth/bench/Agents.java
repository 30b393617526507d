package dev.hearth.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The agents of the benchmark: each brings its whole configuration. */
final class Agents {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Agents() {}

    /** Calls a tool that does nothing, so many times in a row, and then says {@link #lastText}. */
    static ObjectNode scripted(int steps) {
        ObjectNode script = JSON.createObjectNode();
        ArrayNode rounds = script.putArray("rounds");
        for (int i = 0; i < steps; i++) {
            rounds.addObject().putArray("tool_calls").addObject().put("name", "noop");
        }
        rounds.addObject().put("text", "done with {text}");
        ObjectNode agent = bare("hearth-bench-%d".formatted(steps), "local/scripted-llm");
        agent.put("system_prompt", script.toString());
        agent.putArray("tools")
                .addObject()
                .put("name", "noop")
                .put("type", "app")
                .put("description", "Does nothing.")
                .putObject("app")
                .put("ref", "local/noop");
        return agent;
    }

    /** What a scripted agent says at the end of a turn. */
    static String lastText(String said) {
        return "done with " + said;
    }

    /** Says the time. */
    static ObjectNode clock(String app) {
        return bare("hearth-bench-clock", app + ":mind");
    }

    private static ObjectNode bare(String name, String app) {
        ObjectNode agent = JSON.createObjectNode().put("name", name);
        agent.putObject("core_app").put("ref", app);
        ObjectNode internal = agent.putObject("internal_tools");
        for (String tool : new String[] {"plan", "memory", "widget", "finish", "skills"}) {
            internal.put(tool, false);
        }
        return agent;
    }
}
