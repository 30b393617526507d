package dev.hearth.gateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the schemas of an OpenAPI document. References may lead in a circle; none is followed twice on one way. */
final class Schemas {
    private static final int MAX_HOPS = 16;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final JsonNode document;

    Schemas(JsonNode document) {
        this.document = document;
    }

    /** What a reference stands for; of alternatives the only one that is not null. */
    JsonNode resolved(JsonNode schema) {
        JsonNode found = schema;
        for (int hop = 0; hop < MAX_HOPS; hop++) {
            String reference = found.path("$ref").asText("");
            if (!reference.isEmpty()) {
                found = document.at(reference.substring(1));
                continue;
            }
            List<JsonNode> alternatives = alternatives(found);
            if (alternatives.size() != 1) {
                return found;
            }
            found = alternatives.getFirst();
        }
        return found;
    }

    private static List<JsonNode> alternatives(JsonNode schema) {
        List<JsonNode> alternatives = new ArrayList<>();
        for (String keyword : List.of("anyOf", "oneOf")) {
            for (JsonNode alternative : schema.path(keyword)) {
                if (!alternative.path("type").asText("").equals("null")) {
                    alternatives.add(alternative);
                }
            }
        }
        return alternatives;
    }

    /** The only type beside null; empty: any, or several. */
    String typeOf(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (!type.isArray()) {
            return type.asText("");
        }
        Set<String> types = new LinkedHashSet<>();
        type.forEach(one -> types.add(one.asText()));
        types.remove("null");
        return types.size() == 1 ? types.iterator().next() : "";
    }

    Map<String, JsonNode> properties(JsonNode schema) {
        Map<String, JsonNode> properties = new LinkedHashMap<>();
        parts(schema, 0)
                .forEach(part -> part.path("properties").properties().forEach(property -> {
                    properties.put(property.getKey(), property.getValue());
                }));
        return properties;
    }

    Set<String> required(JsonNode schema) {
        Set<String> names = new LinkedHashSet<>();
        parts(schema, 0).forEach(part -> part.path("required").forEach(name -> names.add(name.asText())));
        return names;
    }

    private List<JsonNode> parts(JsonNode schema, int depth) {
        JsonNode found = resolved(schema);
        List<JsonNode> parts = new ArrayList<>(List.of(found));
        if (depth < MAX_HOPS) {
            found.path("allOf").forEach(part -> parts.addAll(parts(part, depth + 1)));
        }
        return parts;
    }

    /** The smallest value that fits. */
    JsonNode sample(JsonNode schema) {
        return sample(schema, 0);
    }

    private JsonNode sample(JsonNode schema, int depth) {
        JsonNode found = resolved(schema);
        if (found.path("enum").size() > 0) {
            return found.path("enum").get(0);
        }
        return switch (typeOf(found)) {
            case "string" ->
                JSON.textNode(
                        switch (found.path("format").asText("")) {
                            case "date-time" -> "2030-01-01T00:00:00Z";
                            case "uri" -> "https://example.org/";
                            default -> "sample";
                        });
            case "integer", "number" -> JSON.numberNode(found.path("minimum").asInt(1));
            case "boolean" -> JSON.booleanNode(false);
            case "array" -> {
                var array = JSON.arrayNode();
                for (int i = 0; i < Math.min(found.path("minItems").asInt(0), 3); i++) {
                    array.add(sample(found.path("items"), depth + 1));
                }
                yield array;
            }
            default -> object(found, depth);
        };
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        if (depth < MAX_HOPS) {
            Map<String, JsonNode> properties = properties(schema);
            for (String name : required(schema)) {
                object.set(name, sample(properties.getOrDefault(name, JSON.objectNode()), depth + 1));
            }
        }
        return object;
    }
}
