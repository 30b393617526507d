package dev.hearth.gateway.listing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns filters and a search into conditions. */
final class Filters<R> {
    private static final char ESCAPE = '!';
    private static final int MAX_VALUES = 1000;

    private final ListFields<R> fields;
    private final Conditions conditions;

    Filters(ListFields<R> fields, Conditions conditions) {
        this.fields = fields;
        this.conditions = conditions;
    }

    void add(int index, ListRequest.@Nullable Filter filter) {
        String position = "filters[%d]".formatted(index);
        if (filter == null) {
            throw ListErrors.missing(position);
        }
        ListField<R> field = fields.require(position + ".field", filter.field());
        String operator = filter.operator() == null ? "eq" : filter.operator();
        conditions.add(condition(position, field, operator, filter.value()));
    }

    void search(ListRequest.Search search) {
        String term = search.term();
        if (term == null || term.isEmpty()) {
            return;
        }
        boolean exact = Boolean.TRUE.equals(search.exact());
        conditions.add(searchedFields(search).stream()
                .map(field -> exact
                        ? field.path() + " = " + conditions.bind(field.read("search.term", term))
                        : containing(field, field.read("search.term", term).toString()))
                .collect(Collectors.joining(" or ")));
    }

    private List<ListField<R>> searchedFields(ListRequest.Search search) {
        Collection<String> names =
                search.fields() == null || search.fields().isEmpty() ? fields.searched() : search.fields();
        List<ListField<R>> found = new ArrayList<>();
        for (String name : names) {
            ListField<R> field = fields.require("search.fields", name);
            if (field.type() != ListField.Type.TEXT) {
                throw ListErrors.wrongType("search.fields", "fields of text, which %s is not".formatted(name));
            }
            found.add(field);
        }
        return found;
    }

    private String condition(String position, ListField<R> field, String operator, @Nullable JsonNode value) {
        String at = position + ".value";
        String path = field.path();
        return switch (operator) {
            case "eq" -> path + " = " + one(at, field, value);
            case "neq" -> path + " <> " + one(at, field, value);
            case "gt" -> path + " > " + one(at, field, value);
            case "gte" -> path + " >= " + one(at, field, value);
            case "lt" -> path + " < " + one(at, field, value);
            case "lte" -> path + " <= " + one(at, field, value);
            case "in" -> path + " in " + many(at, field, value);
            case "not_in" -> path + " not in " + many(at, field, value);
            case "like" -> path + " like " + pattern(at, field, value);
            case "ilike" -> "lower(" + path + ") like lower(" + pattern(at, field, value) + ")";
            case "contains" -> containing(field, text(at, field, value));
            case "not_contains" -> "not " + containing(field, text(at, field, value));
            case "is_null" -> path + " is null";
            case "is_not_null" -> path + " is not null";
            case "is_empty" -> empty(position, field);
            case "is_not_empty" -> "not (" + empty(position, field) + ")";
            default -> throw ListErrors.unknown(position + ".operator", operator);
        };
    }

    private String one(String position, ListField<R> field, @Nullable JsonNode value) {
        return conditions.bind(field.read(position, required(position, value)));
    }

    private String many(String position, ListField<R> field, @Nullable JsonNode value) {
        JsonNode list = required(position, value);
        if (!list.isArray()) {
            throw ListErrors.wrongType(position, "an array");
        }
        if (list.size() > MAX_VALUES) {
            throw ListErrors.outOfRange("length of " + position, list.size(), MAX_VALUES);
        }
        List<Object> values = new ArrayList<>();
        list.forEach(element -> values.add(field.read(position, element)));
        return conditions.bind(values);
    }

    private String pattern(String position, ListField<R> field, @Nullable JsonNode value) {
        return conditions.bind(text(position, field, value));
    }

    private String containing(ListField<R> field, String term) {
        String escaped = term.toLowerCase(Locale.ROOT).replaceAll("[!%_]", ESCAPE + "$0");
        return "lower(%s) like %s escape '%s'".formatted(field.path(), conditions.bind("%" + escaped + "%"), ESCAPE);
    }

    private static String text(String position, ListField<?> field, @Nullable JsonNode value) {
        if (field.type() != ListField.Type.TEXT) {
            throw ListErrors.wrongType(position, "compared otherwise: %s is no text".formatted(field.name()));
        }
        JsonNode given = required(position, value);
        return field.read(position, given).toString();
    }

    private static String empty(String position, ListField<?> field) {
        if (field.type() != ListField.Type.TEXT) {
            throw ListErrors.wrongType(position + ".field", "a field of text");
        }
        return "%1$s is null or %1$s = ''".formatted(field.path());
    }

    private static JsonNode required(String position, @Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            throw ListErrors.missing(position);
        }
        return value;
    }
}
