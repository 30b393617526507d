package dev.hearth.agent.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.calls.CallTarget;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The input that an LLM app declares in its schema. What it does not declare it is not sent; an app without a schema is
 * sent everything.
 */
final class DeclaredInput {
    private final JsonNode schema;
    private final JsonNode fields;
    private final JsonNode messageFields;

    private DeclaredInput(@Nullable ObjectNode schema) {
        this.schema = schema == null ? MissingNode.getInstance() : schema;
        this.fields = this.schema.path("properties");
        this.messageFields =
                resolved(resolved(fields.path("context")).path("items")).path("properties");
    }

    /** {@code invalid_request} if the app takes no text or answers no response. */
    static DeclaredInput of(CallTarget app) {
        require(app, app.inputSchema(), "text", "input");
        require(app, app.outputSchema(), "response", "output");
        return new DeclaredInput(app.inputSchema());
    }

    private static void require(CallTarget app, @Nullable ObjectNode schema, String field, String what) {
        if (schema != null
                && schema.has("properties")
                && !schema.path("properties").has(field)) {
            throw new ServiceException(
                    ErrorCode.INVALID_REQUEST,
                    "core app %s is not an LLM app: its %s has no field '%s'".formatted(app.appName(), what, field));
        }
    }

    boolean knows(String field) {
        return !fields.isObject() || fields.has(field);
    }

    /** The default that the schema tells, if it is a whole number above zero; else 0. */
    int defaultOf(String field) {
        return Math.max(0, fields.path(field).path("default").asInt(0));
    }

    /** Leaves out what the app does not know, in the input and in the messages of its context. */
    ObjectNode filter(ObjectNode input) {
        if (fields.isObject()) {
            input.retain(names(fields));
        }
        if (messageFields.isObject()) {
            Set<String> known = names(messageFields);
            for (JsonNode message : input.path("context")) {
                ((ObjectNode) message).retain(known);
            }
        }
        return input;
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText("");
        return reference.startsWith("#/") ? schema.at(reference.substring(1)) : node;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
