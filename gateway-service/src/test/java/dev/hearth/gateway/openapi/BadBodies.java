package dev.hearth.gateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Makes bodies that a schema forbids: a wrong type for each typed field, each required one missing, each bounded one too big;
 * also inside of objects and arrays.
 */
final class BadBodies {
    /** Objects in objects beyond this are left alone; schemas that contain themselves have no end. */
    private static final int MAX_DEPTH = 4;

    /** A bound above this is not made; a whole body above its limit stands for it. */
    private static final long MAX_LENGTH = 100_000;

    private static final int MAX_ITEMS = 2_000;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Schemas schemas;
    private final List<Bad> bad = new ArrayList<>();

    private BadBodies(Schemas schemas) {
        this.schemas = schemas;
    }

    /** A body, and what is wrong with it. */
    record Bad(String why, String body) {}

    static List<Bad> of(Schemas schemas, JsonNode schema) {
        BadBodies bodies = new BadBodies(schemas);
        bodies.add("malformed", "{\"a\":");
        bodies.add("a word", "word");
        bodies.add("an array", "[]");
        bodies.add("a number", "7");
        bodies.add("two values", "{} {}");
        bodies.add("nested too deeply", "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
        bodies.walk("", schema, UnaryOperator.identity(), 0);
        return List.copyOf(bodies.bad);
    }

    private void add(String why, String body) {
        bad.add(new Bad(why, body));
    }

    /**
     * @param whole puts a value of this schema where it belongs in a body that is right otherwise
     */
    private void walk(String path, JsonNode schema, UnaryOperator<JsonNode> whole, int depth) {
        JsonNode found = schemas.resolved(schema);
        Map<String, JsonNode> properties = schemas.properties(found);
        JsonNode good = schemas.sample(found);
        for (String name : schemas.required(found)) {
            ObjectNode without = good.deepCopy();
            without.remove(name);
            add("without " + path + name, whole.apply(without).toString());
        }
        for (Map.Entry<String, JsonNode> property : properties.entrySet()) {
            String name = path + property.getKey();
            UnaryOperator<JsonNode> place = value -> {
                ObjectNode object = good.deepCopy();
                object.set(property.getKey(), value);
                return whole.apply(object);
            };
            value(name, property.getValue(), place, depth + 1);
        }
    }

    private void value(String name, JsonNode schema, UnaryOperator<JsonNode> place, int depth) {
        JsonNode found = schemas.resolved(schema);
        for (JsonNode wrong : wrong(found)) {
            add(name + " is " + shortened(wrong), place.apply(wrong).toString());
        }
        if (depth >= MAX_DEPTH) {
            return;
        }
        if (schemas.typeOf(found).equals("array")) {
            value(
                    name + "[0]",
                    found.path("items"),
                    item -> place.apply(JSON.arrayNode().add(item)),
                    depth + 1);
        } else if (!schemas.properties(found).isEmpty()) {
            walk(name + ".", found, place, depth + 1);
        }
    }

    private List<JsonNode> wrong(JsonNode schema) {
        List<JsonNode> values = new ArrayList<>();
        switch (schemas.typeOf(schema)) {
            case "string" -> strings(schema, values);
            case "integer" -> integers(schema, values);
            case "boolean" -> {
                values.add(JSON.textNode("true"));
                values.add(JSON.numberNode(1));
                values.add(JSON.objectNode());
            }
            case "array" -> {
                values.add(JSON.objectNode());
                values.add(JSON.textNode("x"));
                if (schema.has("maxItems") && schema.path("maxItems").asLong() <= MAX_ITEMS) {
                    values.add(
                            many(schema.path("items"), schema.path("maxItems").asInt() + 1));
                }
                if (schema.path("minItems").asInt(0) > 0) {
                    values.add(JSON.arrayNode());
                }
            }
            case "object" -> {
                values.add(JSON.arrayNode());
                values.add(JSON.textNode("x"));
                values.add(JSON.numberNode(1));
            }
            default -> {
                // Anything goes.
            }
        }
        return values;
    }

    private static void strings(JsonNode schema, List<JsonNode> values) {
        values.add(JSON.numberNode(7));
        values.add(JSON.booleanNode(true));
        values.add(JSON.objectNode());
        values.add(JSON.arrayNode());
        values.add(JSON.textNode("nul\0"));
        if (schema.has("maxLength") && schema.path("maxLength").asLong() <= MAX_LENGTH) {
            values.add(JSON.textNode("x".repeat(schema.path("maxLength").asInt() + 1)));
        }
        if (schema.path("minLength").asInt(0) > 0) {
            values.add(JSON.textNode(""));
        }
        if (schema.has("enum") || schema.has("format") || schema.has("pattern")) {
            values.add(JSON.textNode("no such!"));
        }
    }

    private static void integers(JsonNode schema, List<JsonNode> values) {
        values.add(JSON.textNode("7"));
        values.add(JSON.numberNode(1.5));
        values.add(JSON.booleanNode(true));
        values.add(JSON.arrayNode());
        values.add(JSON.numberNode(new java.math.BigInteger("123456789012345678901234567890")));
        if (schema.has("maximum")) {
            values.add(JSON.numberNode(schema.path("maximum").asLong() + 1));
        }
        if (schema.has("minimum")) {
            values.add(JSON.numberNode(schema.path("minimum").asLong() - 1));
        }
    }

    private JsonNode many(JsonNode item, int count) {
        ArrayNode values = JSON.arrayNode();
        JsonNode sample = schemas.sample(item);
        for (int i = 0; i < count; i++) {
            values.add(sample);
        }
        return values;
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
