package dev.hearth.gateway.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.json.CanonicalJson;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The defaults of a setup schema, so that leaving a value out and writing its default lead to the same warm runner. */
public final class SetupDefaults {
    private static final byte[] NOTHING = {};

    /** Of an app without setup: whatever is given, nothing is kept. */
    public static final SetupDefaults NO_SETUP = new SetupDefaults(null);

    private final @Nullable JsonNode schema;
    private final byte[] ofNothing;

    private SetupDefaults(@Nullable JsonNode schema) {
        this.schema = schema;
        this.ofNothing = schema == null ? NOTHING : CanonicalJson.bytesOf(filled(schema, null));
    }

    /** The defaults of this schema; null: the app has no setup. */
    public static SetupDefaults of(@Nullable JsonNode schema) {
        return schema == null || schema.isNull() ? NO_SETUP : new SetupDefaults(schema);
    }

    /** Canonical JSON of a setup with its defaults; empty for an app without setup. */
    public byte[] fill(@Nullable JsonNode setup) {
        if (schema == null) {
            return NOTHING;
        }
        if (setup == null || setup.isNull() || setup.isMissingNode()) {
            return ofNothing.clone();
        }
        if (!(setup instanceof ObjectNode given)) {
            throw new ServiceException(ErrorCode.INVALID_REQUEST, "setup must be an object, is " + kindOf(setup));
        }
        return CanonicalJson.bytesOf(filled(schema, given));
    }

    private ObjectNode filled(JsonNode of, @Nullable ObjectNode given) {
        ObjectNode filled = given == null ? JsonNodeFactory.instance.objectNode() : given.deepCopy();
        for (Map.Entry<String, JsonNode> property :
                dereferenced(of).path("properties").properties()) {
            JsonNode value = filled.get(property.getKey());
            JsonNode fallback = property.getValue().get("default");
            if (value == null && fallback != null) {
                filled.set(property.getKey(), fallback.deepCopy());
            } else if (value instanceof ObjectNode nested) {
                filled.set(property.getKey(), filled(property.getValue(), nested));
            }
        }
        return filled;
    }

    private JsonNode dereferenced(JsonNode of) {
        String reference = of.path("$ref").asText("");
        return schema != null && reference.startsWith("#/") ? schema.at(reference.substring(1)) : of;
    }

    private static String kindOf(JsonNode value) {
        return "of type " + value.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
