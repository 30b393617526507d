package dev.hearth.agent.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The references of a schema. One that names parts of itself by ids is left to whoever uses it. */
final class References {
    private References() {}

    /** Where a reference leads to nothing, or out of the schema. */
    static Optional<String> findBroken(ObjectNode schema) {
        return namesParts(schema, "$id") || namesParts(schema, "id")
                ? Optional.empty()
                : findBroken(schema, schema, "");
    }

    /** A property may be called so too; it is no text. */
    private static boolean namesParts(ObjectNode schema, String keyword) {
        return schema.findValues(keyword).stream().anyMatch(JsonNode::isTextual);
    }

    private static Optional<String> findBroken(ObjectNode schema, JsonNode node, String at) {
        JsonNode reference = node.path("$ref");
        if (reference.isTextual()) {
            String target = reference.textValue();
            if (!target.startsWith("#")) {
                return Optional.of("%s/$ref leads out of it, where nothing is fetched from: %s".formatted(at, target));
            }
            if (!leadsSomewhere(schema, target.substring(1))) {
                return Optional.of("%s/$ref leads to nothing: %s".formatted(at, target));
            }
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                Optional<String> broken = findBroken(schema, node.get(i), at + "/" + i);
                if (broken.isPresent()) {
                    return broken;
                }
            }
        }
        return node.properties().stream()
                .filter(member -> !Values.areBelow(member.getKey()))
                .flatMap(member -> findBroken(schema, member.getValue(), at + "/" + member.getKey()).stream())
                .findFirst();
    }

    /** Without a slash it is an anchor, or the whole. */
    private static boolean leadsSomewhere(ObjectNode schema, String fragment) {
        if (!fragment.startsWith("/")) {
            return true;
        }
        String pointer = URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
        return !schema.at(JsonPointer.compile(pointer)).isMissingNode();
    }
}
