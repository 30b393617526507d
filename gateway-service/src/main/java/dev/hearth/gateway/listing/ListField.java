package dev.hearth.gateway.listing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * A field that clients may name.
 *
 * @param property of the entity, never null in a row
 * @param value of it in a row
 */
record ListField<R>(String name, String property, Type type, Function<R, ? extends Object> value) {
    enum Type {
        TEXT,
        INSTANT
    }

    String path() {
        return "e." + property;
    }

    /** A value to compare with; {@code invalid_request} naming the position if it has another type. */
    Object read(String position, JsonNode value) {
        if (!value.isTextual()) {
            throw ListErrors.wrongType(position, "a string");
        }
        return read(position, value.textValue());
    }

    Object read(String position, String text) {
        return switch (type) {
            case TEXT -> text(position, text);
            case INSTANT -> Times.parse(position, text);
        };
    }

    /** A row's value, as {@link #read(String, String)} takes it. */
    String valueIn(R row) {
        return value.apply(row).toString();
    }

    /** No stored text holds U+0000, and asking the database for one would be its error. */
    private static String text(String position, String text) {
        if (text.indexOf(0) >= 0) {
            throw ListErrors.wrongType(position, "a string without U+0000");
        }
        return text;
    }
}
