package dev.hearth.agent.listing;

import dev.hearth.proto.v1.ListFilter;
import dev.hearth.proto.v1.ListSearch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A condition on rows in HQL, and the values it compares with. */
final class Condition {
    private static final int MAX_VALUES = 1000;
    private static final List<String> OPERATORS = List.of(
            "eq",
            "neq",
            "in",
            "not_in",
            "gt",
            "gte",
            "lt",
            "lte",
            "like",
            "ilike",
            "contains",
            "not_contains",
            "is_null",
            "is_not_null",
            "is_empty",
            "is_not_empty");

    private final List<String> parts = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();

    Condition() {}

    Condition(Condition other) {
        parts.addAll(other.parts);
        values.putAll(other.values);
    }

    Condition and(String part) {
        parts.add("(" + part + ")");
        return this;
    }

    /** The name by which a part may mention the value. */
    String bind(Object value) {
        String name = "v" + values.size();
        values.put(name, value);
        return ":" + name;
    }

    String text() {
        return parts.isEmpty() ? "" : " and " + String.join(" and ", parts);
    }

    Map<String, Object> values() {
        return Map.copyOf(values);
    }

    <R> void search(ListSearch search, ListFields<R> fields) {
        if (search.getTerm().isEmpty()) {
            return;
        }
        List<String> names = search.getFieldsCount() == 0 ? fields.searched() : List.copyOf(search.getFieldsList());
        and(names.stream()
                .map(name -> text("search.fields", fields.require("search.fields", name)))
                .map(field -> search.getExact()
                        ? field.path() + " = " + bind(field.read("search.term", search.getTerm()))
                        : containing(
                                field,
                                field.read("search.term", search.getTerm()).toString()))
                .collect(Collectors.joining(" or ")));
    }

    <R> void filter(String at, ListFilter filter, ListFields<R> fields) {
        ListField<R> field = fields.require(at + ".field", filter.getField());
        String operator = filter.getOperator().isEmpty() ? "eq" : filter.getOperator();
        List<Object> given = values(at + ".value", filter, field);
        and(
                switch (operator) {
                    case "in" -> field.path() + " in " + bind(given);
                    case "not_in" -> field.path() + " not in " + bind(given);
                    case "is_null" -> field.path() + (field.isOptional() ? " = ''" : " is null");
                    case "is_not_null" -> field.path() + (field.isOptional() ? " <> ''" : " is not null");
                    case "is_empty" -> text(at, field).path() + " = ''";
                    case "is_not_empty" -> text(at, field).path() + " <> ''";
                    default -> comparison(at, operator, field, one(at + ".value", given));
                });
    }

    private String comparison(String at, String operator, ListField<?> field, Object value) {
        return switch (operator) {
            case "eq" -> field.path() + " = " + bind(value);
            case "neq" -> field.path() + " <> " + bind(value);
            case "gt" -> field.path() + " > " + bind(value);
            case "gte" -> field.path() + " >= " + bind(value);
            case "lt" -> field.path() + " < " + bind(value);
            case "lte" -> field.path() + " <= " + bind(value);
            case "like" -> text(at, field).path() + " like " + bind(value);
            case "ilike" -> "lower(" + text(at, field).path() + ") like lower(" + bind(value) + ")";
            case "contains" -> containing(text(at, field), value.toString());
            case "not_contains" -> "not " + containing(text(at, field), value.toString());
            default -> throw ListErrors.unknown(at + ".operator", operator, OPERATORS);
        };
    }

    private String containing(ListField<?> field, String term) {
        String escaped = term.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0");
        return "lower(%s) like %s escape '!'".formatted(field.path(), bind("%" + escaped + "%"));
    }

    private static <R> List<Object> values(String at, ListFilter filter, ListField<R> field) {
        if (filter.getValuesCount() > MAX_VALUES) {
            throw ListErrors.invalid(
                    at, "has %d values, at most are %d".formatted(filter.getValuesCount(), MAX_VALUES));
        }
        List<Object> values = new ArrayList<>();
        filter.getValuesList().forEach(value -> values.add(field.read(at, value)));
        return values;
    }

    private static Object one(String at, List<Object> values) {
        if (values.size() != 1) {
            throw ListErrors.invalid(at, "must be one value, there are " + values.size());
        }
        return values.getFirst();
    }

    private static <R> ListField<R> text(String at, ListField<R> field) {
        if (field.isTime()) {
            throw ListErrors.invalid(at, "needs a field of text, which %s is not".formatted(field.name()));
        }
        return field;
    }
}
