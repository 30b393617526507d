package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collection;

/** JSON schemas of parameters. */
final class Parameters {
    private Parameters() {}

    /** None that are known. */
    static ObjectNode any() {
        ObjectNode schema = node().put("type", "object");
        schema.putObject("properties");
        return schema;
    }

    static ObjectNode object() {
        return any();
    }

    static ObjectNode text(String description) {
        return node().put("type", "string").put("description", description);
    }

    static ObjectNode whole(String description) {
        return node().put("type", "integer").put("minimum", 0).put("description", description);
    }

    static ObjectNode oneOf(String description, Collection<String> values) {
        ObjectNode schema = text(description);
        values.forEach(schema.putArray("enum")::add);
        return schema;
    }

    static ObjectNode list(String description, ObjectNode items) {
        ObjectNode schema = node().put("type", "array").put("description", description);
        schema.set("items", items);
        return schema;
    }

    /** The schema with one more property. */
    static ObjectNode with(ObjectNode object, String name, ObjectNode property) {
        object.withObjectProperty("properties").set(name, property);
        return object;
    }

    static ObjectNode required(ObjectNode object, String... names) {
        Arrays.stream(names).forEach(object.withArrayProperty("required")::add);
        return object;
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
