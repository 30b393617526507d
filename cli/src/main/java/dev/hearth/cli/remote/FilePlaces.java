package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Finds the places of a document where its JSON schema says that there is a file. */
public final class FilePlaces {
    /** What is done with the value of such a place. */
    public interface Change {
        /**
         * @param place such as {@code input/images/2}
         * @param mayBeText whether text that is no file may stand there as well
         */
        JsonNode changed(String place, JsonNode value, boolean mayBeText);
    }

    private final JsonNode root;
    private final Change change;

    public FilePlaces(JsonNode schema, Change change) {
        this.root = schema;
        this.change = change;
    }

    /** The document, changed in place where it holds files. */
    public JsonNode walk(String place, JsonNode value) {
        return walk(place, root, value, false);
    }

    private JsonNode walk(String place, JsonNode schema, JsonNode value, boolean mayBeText) {
        if (value.isNull() || value.isMissingNode()) {
            return value;
        }
        if (isFile(schema)) {
            return change.changed(place, value, mayBeText);
        }
        if (schema.path("$ref").isTextual()) {
            return walk(place, root.at(schema.path("$ref").asText().substring(1)), value, mayBeText);
        }
        JsonNode changed = value;
        for (String alternatives : new String[] {"anyOf", "oneOf", "allOf"}) {
            for (JsonNode alternative : schema.path(alternatives)) {
                changed = walk(place, alternative, changed, mayBeText || takesText(schema));
            }
        }
        if (changed instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.deepCopy().properties()) {
                JsonNode part = schema.path("properties").path(member.getKey());
                JsonNode schemaOfPart = part.isMissingNode() ? schema.path("additionalProperties") : part;
                object.set(
                        member.getKey(),
                        walk(place + "/" + member.getKey(), schemaOfPart, object.get(member.getKey()), false));
            }
        } else if (changed instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode part = schema.path("prefixItems").path(i);
                JsonNode schemaOfPart = part.isMissingNode() ? schema.path("items") : part;
                array.set(i, walk(place + "/" + i, schemaOfPart, array.get(i), false));
            }
        }
        return changed;
    }

    private static boolean takesText(JsonNode schema) {
        for (String alternatives : new String[] {"anyOf", "oneOf"}) {
            for (JsonNode alternative : schema.path(alternatives)) {
                boolean isText = alternative.path("type").asText("").equals("string") || alternative.isEmpty();
                if (isText && !isFile(alternative)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Files as text of a format of their own, and the two forms that older versions of apps have. */
    private static boolean isFile(JsonNode schema) {
        return schema.path("format").asText().equals("file")
                || schema.path("$id").asText().equals("/schemas/File")
                || (schema.path("title").asText().equals("File")
                        && schema.path("properties").has("uri"));
    }
}
