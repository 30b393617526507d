package dev.hearth.agent.listing;

import dev.hearth.proto.v1.ListSort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** The order of a list. It ends with the id, so that no two rows are equal in it. */
record Order<R>(List<Term<R>> terms) {
    private static final int MAX_TERMS = 4;
    private static final String SEPARATOR = "\u0000";

    /** One field of it. */
    record Term<R>(ListField<R> field, boolean descending) {}

    Order {
        terms = List.copyOf(terms);
    }

    static <R> Order<R> of(List<ListSort> sort, ListFields<R> fields) {
        if (sort.size() > MAX_TERMS) {
            throw ListErrors.invalid("sort", "has %d terms, at most are %d".formatted(sort.size(), MAX_TERMS));
        }
        List<Term<R>> terms = new ArrayList<>();
        for (ListSort term : sort) {
            terms.add(new Term<>(fields.require("sort.field", term.getField()), term.getDescending()));
        }
        if (terms.isEmpty()) {
            terms.add(new Term<>(fields.require("sort.field", "created_at"), true));
        }
        terms.add(new Term<>(fields.require("sort.field", "id"), false));
        return new Order<>(terms);
    }

    String text(boolean reversed) {
        return terms.stream()
                .map(term -> term.field().path() + (term.descending() == reversed ? " asc" : " desc"))
                .collect(Collectors.joining(", "));
    }

    /** A place in this order; opaque to clients. */
    String cursorAt(R row) {
        String values = terms.stream().map(term -> term.field().valueIn(row)).collect(Collectors.joining(SEPARATOR));
        byte[] bytes = (signature() + SEPARATOR + values).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Rows beyond the cursor: beyond in the first term, or equal there and beyond in the second, and so on. */
    void addBeyond(String cursor, boolean reversed, Condition condition) {
        List<String> values = valuesOf(cursor);
        List<String> ways = new ArrayList<>();
        StringBuilder equal = new StringBuilder();
        for (int i = 0; i < terms.size(); i++) {
            Term<R> term = terms.get(i);
            String path = term.field().path();
            String value = condition.bind(term.field().read("cursor", values.get(i)));
            ways.add("(%s%s %s %s)".formatted(equal, path, term.descending() == reversed ? ">" : "<", value));
            equal.append("%s = %s and ".formatted(path, value));
        }
        condition.and(String.join(" or ", ways));
    }

    private List<String> valuesOf(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            List<String> parts = List.of(text.split(SEPARATOR, -1));
            if (parts.getFirst().equals(signature()) && parts.size() == terms.size() + 1) {
                return parts.subList(1, parts.size());
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw ListErrors.foreignCursor();
    }

    /** Tells this order from others, so that a cursor is not used with one it was not made for. */
    private String signature() {
        return terms.stream()
                .map(term -> (term.descending() ? "-" : "+") + term.field().name())
                .collect(Collectors.joining());
    }
}
