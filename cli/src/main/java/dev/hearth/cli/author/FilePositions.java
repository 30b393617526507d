package dev.hearth.cli.author;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Finds the places of an input that hold files, by its schema, and turns paths in them into file URIs. */
final class FilePositions {
    private static final Pattern WITH_SCHEME = Pattern.compile("(?s)[A-Za-z][A-Za-z0-9+.-]+:.*");
    private static final List<String> ALTERNATIVES = List.of("anyOf", "oneOf", "allOf");

    private final JsonNode schema;
    private final Path base;

    /** @param base what relative paths start from */
    FilePositions(JsonNode schema, Path base) {
        this.schema = schema;
        this.base = base;
    }

    JsonNode resolve(JsonNode input) {
        return resolve(schema, input.deepCopy(), "");
    }

    private JsonNode resolve(JsonNode unresolved, JsonNode value, String place) {
        JsonNode here = referenced(unresolved);
        if (here.path("format").asText("").equals("file")) {
            return fileAt(value, place);
        }
        JsonNode result = value;
        for (String alternative : ALTERNATIVES) {
            for (JsonNode each : here.path(alternative)) {
                result = resolve(each, result, place);
            }
        }
        if (result instanceof ObjectNode object) {
            for (var member : List.copyOf(object.properties())) {
                JsonNode of = here.path("properties").path(member.getKey());
                JsonNode known = of.isMissingNode() ? here.path("additionalProperties") : of;
                object.set(member.getKey(), resolve(known, member.getValue(), nested(place, member.getKey())));
            }
        } else if (result instanceof ArrayNode array) {
            for (int index = 0; index < array.size(); index++) {
                array.set(index, resolve(here.path("items"), array.get(index), nested(place, "" + index)));
            }
        }
        return result;
    }

    private JsonNode referenced(JsonNode node) {
        String reference = node.path("$ref").asText("");
        return reference.startsWith("#") ? schema.at(reference.substring(1)) : node;
    }

    private JsonNode fileAt(JsonNode value, String place) {
        if (value instanceof ObjectNode object
                && object.path("uri").asText("").isEmpty()
                && object.hasNonNull("path")) {
            ObjectNode file = object.deepCopy();
            file.remove("path");
            file.put("uri", uriOf(object.path("path").asText(), place));
            return file;
        }
        boolean isPath = value.isTextual()
                && !value.asText().isEmpty()
                && !WITH_SCHEME.matcher(value.asText()).matches();
        return isPath ? TextNode.valueOf(uriOf(value.asText(), place)) : value;
    }

    private String uriOf(String path, String place) {
        Path file = base.resolve(path).toAbsolutePath().normalize();
        if (!Files.isRegularFile(file)) {
            throw new CliException(ExitCode.USAGE, "%s: there is no file %s".formatted(place, file));
        }
        return file.toUri().toString();
    }

    private static String nested(String place, String member) {
        return place.isEmpty() ? member : place + "." + member;
    }
}
