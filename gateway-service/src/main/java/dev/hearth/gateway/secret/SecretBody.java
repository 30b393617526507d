package dev.hearth.gateway.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.http.StrictJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that sets a secret. Read here and not by the framework, whose errors quote what they cannot read.
 *
 * @param description null: not said
 */
record SecretBody(
        @Nullable String key, SecretValue value, @Nullable String description) {
    private static final int MAX_DESCRIPTION = 2000;

    static SecretBody read(byte[] body) {
        ObjectNode json = object(body);
        String value = text(json, "value", Integer.MAX_VALUE);
        if (value == null) {
            throw SecretErrors.missing("value");
        }
        if (value.isEmpty() || value.getBytes(StandardCharsets.UTF_8).length > SecretValue.MAX_BYTES) {
            throw SecretErrors.wrongType("value", "1 to %d bytes long".formatted(SecretValue.MAX_BYTES));
        }
        return new SecretBody(
                text(json, "key", SecretName.MAX_LENGTH),
                new SecretValue(value),
                text(json, "description", MAX_DESCRIPTION));
    }

    SecretName requireKey() {
        if (key == null) {
            throw SecretErrors.missing("key");
        }
        return SecretName.require(key);
    }

    private static ObjectNode object(byte[] body) {
        try {
            return StrictJson.objectOf(body);
        } catch (ServiceException e) {
            throw SecretErrors.malformed();
        }
    }

    private static @Nullable String text(ObjectNode json, String field, int longest) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw SecretErrors.wrongType(field, "a string");
        }
        String text = value.textValue();
        if (text.length() > longest) {
            throw SecretErrors.wrongType(field, "at most %d characters long".formatted(longest));
        }
        if (text.indexOf(0) >= 0) {
            throw SecretErrors.wrongType(field, "free of U+0000");
        }
        return text;
    }
}
