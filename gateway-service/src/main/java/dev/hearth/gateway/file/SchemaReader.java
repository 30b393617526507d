package dev.hearth.gateway.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the files out of a JSON Schema: {@code format: file} inline, in {@code anyOf} and its kin, in arrays and maps,
 * behind references, and the two forms of older versions ({@code $defs.File} as an object, {@code $id: /schemas/File}).
 */
final class SchemaReader {
    private static final List<String> UNIONS = List.of("anyOf", "oneOf", "allOf");
    private static final String ALL_AT_ONCE = "allOf";
    private static final String OLD_ID = "/schemas/File";
    private static final int MAX_DEPTH = 200;

    private final JsonNode root;
    private final IdentityHashMap<JsonNode, SchemaNode> read = new IdentityHashMap<>();

    SchemaReader(JsonNode root) {
        this.root = root;
    }

    /** The root's nodes; empty if no file is anywhere in it. */
    List<SchemaNode> read() {
        SchemaNode top = nodeOf(root, 0);
        boolean changed = true;
        while (changed) {
            changed = false;
            for (SchemaNode node : read.values()) {
                changed |= node.settle();
            }
        }
        List<SchemaNode> roots = new ArrayList<>();
        top.collectInto(roots);
        return List.copyOf(roots);
    }

    private SchemaNode nodeOf(JsonNode schema, int depth) {
        SchemaNode known = read.get(schema);
        if (known != null) {
            return known;
        }
        SchemaNode node = new SchemaNode();
        read.put(schema, node);
        if (isFile(schema)) {
            node.becomeFile();
        } else if (schema.isObject() && depth < MAX_DEPTH) {
            readMembers(schema, node, depth + 1);
            readElements(schema, node, depth + 1);
            readAlternatives(schema, node, depth + 1);
        }
        return node;
    }

    private void readMembers(JsonNode schema, SchemaNode node, int depth) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            node.addProperty(property.getKey(), nodeOf(property.getValue(), depth));
        }
        JsonNode others = schema.path("additionalProperties");
        if (others.isObject()) {
            node.addOtherProperties(nodeOf(others, depth));
        }
    }

    private void readElements(JsonNode schema, SchemaNode node, int depth) {
        for (JsonNode leading : schema.path("prefixItems")) {
            node.addLeadingItem(nodeOf(leading, depth));
        }
        JsonNode items = schema.path("items");
        if (items.isObject()) {
            node.addItems(nodeOf(items, depth));
        }
    }

    private void readAlternatives(JsonNode schema, SchemaNode node, int depth) {
        for (String union : UNIONS) {
            for (JsonNode alternative : schema.path(union)) {
                node.addAlternative(nodeOf(alternative, depth));
                if (!union.equals(ALL_AT_ONCE) && isText(alternative)) {
                    node.takeText();
                }
            }
        }
        String reference = schema.path("$ref").asText("");
        if (reference.endsWith(OLD_ID)) {
            node.becomeFile();
        } else if (reference.equals("#")) {
            node.addAlternative(nodeOf(root, depth));
        } else if (reference.startsWith("#/")) {
            node.addAlternative(nodeOf(root.at(reference.substring(1)), depth));
        }
    }

    private static boolean isText(JsonNode schema) {
        return !isFile(schema)
                && (schema.isEmpty() || "string".equals(schema.path("type").asText("")));
    }

    private static boolean isFile(JsonNode schema) {
        return "file".equals(schema.path("format").asText(""))
                || schema.path("$id").asText("").endsWith(OLD_ID)
                || isFileRecord(schema);
    }

    /** The older class File came out as an object under {@code $defs}, with its class name as title. */
    private static boolean isFileRecord(JsonNode schema) {
        JsonNode properties = schema.path("properties");
        return "File".equals(schema.path("title").asText("")) && properties.has("uri") && properties.has("path");
    }
}
