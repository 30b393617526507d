package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value that a client gave, with the place it stands at, which every complaint names. Null is as good as absent
 * (wire protocol 1.3).
 */
record Given(String at, JsonNode value) {
    boolean isAbsent() {
        return value.isMissingNode() || value.isNull();
    }

    /** A member of this object; absent if there is none, or no object. */
    Given member(String name) {
        JsonNode found =
                isAbsent() ? MissingNode.getInstance() : requireObject().path(name);
        return new Given(at.isEmpty() ? name : at + "." + name, found);
    }

    /** What is in this array, nulls left out, each with its place; nothing if it is absent. */
    List<Given> elements(int max) {
        List<Given> elements = new ArrayList<>();
        if (isAbsent()) {
            return elements;
        }
        if (!value.isArray()) {
            throw wrongType("an array");
        }
        if (value.size() > max) {
            throw DefinitionErrors.invalid(at, "has %d elements, at most are %d".formatted(value.size(), max));
        }
        for (int i = 0; i < value.size(); i++) {
            Given element = new Given("%s[%d]".formatted(at, i), value.get(i));
            if (!element.isAbsent()) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** The members of this object that are not null; nothing if it is absent. */
    Map<String, Given> members(int max) {
        Map<String, Given> members = new LinkedHashMap<>();
        if (isAbsent()) {
            return members;
        }
        ObjectNode object = requireObject();
        if (object.size() > max) {
            throw DefinitionErrors.invalid(at, "has %d members, at most are %d".formatted(object.size(), max));
        }
        object.properties().forEach(member -> members.put(member.getKey(), member(member.getKey())));
        members.values().removeIf(Given::isAbsent);
        return members;
    }

    String text(String fallback, int max) {
        String text = textOrNull(max);
        return text == null ? fallback : text;
    }

    @Nullable
    String textOrNull(int max) {
        if (isAbsent()) {
            return null;
        }
        if (!value.isTextual()) {
            throw wrongType("a string");
        }
        String text = value.textValue();
        if (text.length() > max) {
            throw DefinitionErrors.invalid(at, "has %d characters, at most are %d".formatted(text.length(), max));
        }
        if (text.indexOf(0) >= 0) {
            throw DefinitionErrors.invalid(at, "must not hold U+0000");
        }
        return text;
    }

    /** As {@link #textOrNull}; an empty text is as good as none. */
    String requireText(int max) {
        String text = text("", max);
        if (text.isBlank()) {
            throw DefinitionErrors.missing(at);
        }
        return text;
    }

    boolean flag(boolean fallback) {
        if (isAbsent()) {
            return fallback;
        }
        if (!value.isBoolean()) {
            throw wrongType("true or false");
        }
        return value.booleanValue();
    }

    /** A whole number from {@code min} to {@code max}. */
    long whole(long fallback, long min, long max) {
        if (isAbsent()) {
            return fallback;
        }
        BigDecimal number = number(min, max);
        try {
            return number.longValueExact();
        } catch (ArithmeticException _) {
            throw wrongType("a whole number");
        }
    }

    BigDecimal number(long min, long max) {
        if (!value.isNumber()) {
            throw wrongType("a number");
        }
        BigDecimal number = value.decimalValue();
        if (number.compareTo(BigDecimal.valueOf(min)) < 0 || number.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw DefinitionErrors.invalid(at, "must be from %d to %d, is %s".formatted(min, max, number));
        }
        return number;
    }

    /** This object; an empty one if it is absent. */
    ObjectNode object() {
        ObjectNode object = objectOrNull();
        return object == null ? JsonNodeFactory.instance.objectNode() : object;
    }

    @Nullable
    ObjectNode objectOrNull() {
        return isAbsent() ? null : requireObject().deepCopy();
    }

    private ObjectNode requireObject() {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw wrongType("an object");
    }

    RuntimeException wrongType(String expected) {
        return DefinitionErrors.wrongValue(
                at, "must be " + expected, value.isTextual() ? value.textValue() : value.toString());
    }
}
