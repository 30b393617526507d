package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.definition.Tool;
import org.jspecify.annotations.Nullable;

/** The parameters of an app tool: its app's input, without what the agent's configuration gives. */
final class AppParameters {
    /** The argument by which the LLM names a session; an input of the same name is out of its reach. */
    static final String SESSION = "session";

    private static final String SESSION_TEXT =
            "`new` starts a session, in which the app keeps its state, and answers its session_id; a session_id goes on"
                    + " with that session. Left out: a call on its own.";

    private AppParameters() {}

    static ObjectNode of(Tool.App tool, @Nullable ObjectNode inputSchema) {
        ObjectNode schema = inputSchema == null ? Parameters.any() : inputSchema.deepCopy();
        schema.put("type", "object");
        ObjectNode properties = schema.withObjectProperty("properties");
        tool.input().fieldNames().forEachRemaining(properties::remove);
        if (schema.get("required") instanceof ArrayNode required) {
            schema.set("required", without(required, tool.input()));
        }
        return tool.sessionEnabled() ? Parameters.with(schema, SESSION, Parameters.text(SESSION_TEXT)) : schema;
    }

    private static ArrayNode without(ArrayNode required, ObjectNode preset) {
        ArrayNode left = required.arrayNode();
        for (JsonNode name : required) {
            if (!preset.has(name.asText())) {
                left.add(name);
            }
        }
        return left;
    }
}
