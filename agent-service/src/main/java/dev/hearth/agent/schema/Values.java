package dev.hearth.agent.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** Tells what a schema says from the values that it holds as they are. */
public final class Values {
    private static final Set<String> HOLDERS = Set.of("const", "default", "enum", "example", "examples");
    private static final Set<String> MAY_BE_NULL = Set.of("const", "default", "example");
    private static final Set<String> NAMED =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

    private Values() {}

    static boolean areBelow(String keyword) {
        return HOLDERS.contains(keyword);
    }

    /** Null is as good as absent (wire protocol 5.3), unless it is a value. Changes the schema. */
    public static ObjectNode withoutNulls(ObjectNode schema) {
        removeNulls(schema, false);
        return schema;
    }

    private static void removeNulls(JsonNode node, boolean keysAreNames) {
        if (node instanceof ObjectNode object) {
            object.properties()
                    .removeIf(member ->
                            member.getValue().isNull() && (keysAreNames || !MAY_BE_NULL.contains(member.getKey())));
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (keysAreNames || !areBelow(member.getKey())) {
                    removeNulls(member.getValue(), !keysAreNames && NAMED.contains(member.getKey()));
                }
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(element -> removeNulls(element, false));
        }
    }
}
