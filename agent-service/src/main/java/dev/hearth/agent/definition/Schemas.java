package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.schema.Values;
import org.jspecify.annotations.Nullable;

/** JSON schemas of arguments and results. */
final class Schemas {
    private Schemas() {}

    /** The schema of a tool's parameters; without one it takes none. */
    static ObjectNode parameters(Given given) {
        ObjectNode schema = parametersOrNull(given);
        if (schema != null) {
            return schema;
        }
        ObjectNode none = JsonNodeFactory.instance.objectNode().put("type", "object");
        none.putObject("properties");
        return none;
    }

    /** As {@link #orNull}; it must describe an object, as an LLM passes arguments by name. */
    static @Nullable ObjectNode parametersOrNull(Given given) {
        ObjectNode schema = orNull(given);
        if (schema != null) {
            JsonNode type = schema.path("type");
            if (!type.isMissingNode() && !type.asText().equals("object")) {
                throw DefinitionErrors.wrongValue(given.at() + ".type", "must be \"object\"", type.asText());
            }
        }
        return schema;
    }

    /** A schema, null if absent. */
    static @Nullable ObjectNode orNull(Given given) {
        ObjectNode schema = given.objectOrNull();
        if (schema != null) {
            given.member("properties").objectOrNull();
            Values.withoutNulls(schema);
        }
        return schema;
    }
}
