package dev.hearth.gateway.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Typed fields of a small request body. Null is absent; another type is refused. */
final class JsonFields {
    private JsonFields() {}

    static String text(ObjectNode body, String field, int longest, String fallback) {
        JsonNode value = body.path(field);
        if (isAbsent(value)) {
            return fallback;
        }
        if (!value.isTextual() || value.textValue().length() > longest) {
            throw TaskErrors.wrongType(field, "a string of at most %d characters".formatted(longest));
        }
        if (value.textValue().chars().anyMatch(c -> c < ' ')) {
            throw TaskErrors.wrongType(field, "free of control characters");
        }
        return value.textValue();
    }

    static boolean flag(ObjectNode body, String field, boolean fallback) {
        JsonNode value = body.path(field);
        if (isAbsent(value)) {
            return fallback;
        }
        if (!value.isBoolean()) {
            throw TaskErrors.wrongType(field, "true or false");
        }
        return value.booleanValue();
    }

    static int number(ObjectNode body, String field, int least, int most, int fallback) {
        JsonNode value = body.path(field);
        if (isAbsent(value)) {
            return fallback;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > most) {
            throw TaskErrors.wrongType(field, "a whole number from %d to %d".formatted(least, most));
        }
        return value.intValue();
    }

    /** An array or a missing node; refuses everything else. */
    static JsonNode array(ObjectNode body, String field) {
        JsonNode value = body.path(field);
        if (!isAbsent(value) && !value.isArray()) {
            throw TaskErrors.wrongType(field, "an array");
        }
        return value;
    }

    static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
