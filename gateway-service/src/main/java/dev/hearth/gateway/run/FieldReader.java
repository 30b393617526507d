package dev.hearth.gateway.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one typed field after the other from a parser that stands on its value. Null is absent. */
final class FieldReader {
    private static final int MAX_LIST = 100;

    private final byte[] body;
    private final JsonParser parser;

    FieldReader(byte[] body, JsonParser parser) {
        this.body = body;
        this.parser = parser;
    }

    @Nullable
    String text(String field, int longest) throws IOException {
        if (isNull()) {
            return null;
        }
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw RunErrors.wrongType(field, "a string");
        }
        String value = parser.getText();
        if (value.length() > longest) {
            throw RunErrors.wrongType(field, "at most %d characters long".formatted(longest));
        }
        if (value.chars().anyMatch(c -> c < ' ')) {
            throw RunErrors.wrongType(field, "free of control characters");
        }
        return value;
    }

    @Nullable
    Boolean flag(String field) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> throw RunErrors.wrongType(field, "true or false");
        };
    }

    /** Zero when absent. */
    int number(String field, int least, int most) throws IOException {
        if (isNull()) {
            return 0;
        }
        boolean fits = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() == JsonParser.NumberType.INT
                && parser.getIntValue() >= least
                && parser.getIntValue() <= most;
        if (!fits) {
            throw RunErrors.wrongType(field, "a whole number from %d to %d".formatted(least, most));
        }
        return parser.getIntValue();
    }

    @Nullable
    Instant time(String field) throws IOException {
        String value = text(field, 64);
        if (value == null) {
            return null;
        }
        try {
            Instant at = OffsetDateTime.parse(value).toInstant();
            if (at.getEpochSecond() < 0 || at.getEpochSecond() > 253_402_300_799L) {
                throw new DateTimeException("out of range");
            }
            return at;
        } catch (DateTimeException e) {
            throw RunErrors.wrongType(field, "an ISO 8601 time such as 2026-02-24T15:30:00Z");
        }
    }

    List<String> texts(String field, int longest) throws IOException {
        if (isNull()) {
            return List.of();
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw RunErrors.wrongType(field, "an array of strings");
        }
        List<String> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String value = text(field, longest);
            if (value == null || values.size() == MAX_LIST) {
                throw RunErrors.wrongType(field, "an array of at most %d strings".formatted(MAX_LIST));
            }
            values.add(value);
        }
        return values;
    }

    /** The value's own bytes; null when it is null. */
    byte @Nullable [] raw() throws IOException {
        if (isNull()) {
            return null;
        }
        int from = (int) parser.currentTokenLocation().getByteOffset();
        if (parser.currentToken().isStructStart()) {
            parser.skipChildren();
        } else {
            parser.finishToken();
        }
        int to = (int) parser.currentLocation().getByteOffset();
        return Arrays.copyOfRange(body, from, to);
    }

    byte @Nullable [] object(String field, int longest) throws IOException {
        if (!isNull() && parser.currentToken() != JsonToken.START_OBJECT) {
            throw RunErrors.wrongType(field, "an object");
        }
        byte[] value = raw();
        if (value != null && value.length > longest) {
            throw RunErrors.wrongType(field, "at most %d bytes long".formatted(longest));
        }
        return value;
    }

    private boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }
}
