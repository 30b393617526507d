package dev.hearth.gateway.listing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The order of a list. It ends with the id, so that no two rows are equal in it and a cursor stands between two rows. */
record Ordering<R>(List<Term<R>> terms) {
    private static final int MAX_TERMS = 4;

    /** One field of an order. */
    record Term<R>(ListField<R> field, boolean descending) {
        String text(boolean reversed) {
            return field.path() + (descending == reversed ? " asc" : " desc");
        }

        String after(boolean reversed) {
            return descending == reversed ? ">" : "<";
        }
    }

    Ordering {
        terms = List.copyOf(terms);
    }

    static <R> Ordering<R> of(ListFields<R> fields, @Nullable List<ListRequest.@Nullable Sort> sort) {
        List<Term<R>> terms = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        List<ListRequest.@Nullable Sort> asked = sort == null ? List.of() : sort;
        if (asked.size() > MAX_TERMS) {
            throw ListErrors.outOfRange("length of sort", asked.size(), MAX_TERMS);
        }
        for (int i = 0; i < asked.size(); i++) {
            ListRequest.Sort term = asked.get(i);
            String position = "sort[%d]".formatted(i);
            if (term == null) {
                throw ListErrors.missing(position);
            }
            ListField<R> field = fields.require(position + ".field", term.field());
            if (seen.add(field.name())) {
                terms.add(new Term<>(field, isDescending(i, term.dir())));
            }
        }
        if (terms.isEmpty()) {
            terms.add(new Term<>(fields.require("sort", "created_at"), true));
        }
        if (!seen.contains("id")) {
            terms.add(new Term<>(fields.require("sort", "id"), false));
        }
        return new Ordering<>(terms);
    }

    String text(boolean reversed) {
        return terms.stream().map(term -> term.text(reversed)).collect(Collectors.joining(", "));
    }

    /** Rows behind the cursor: later in the first term, or equal there and later in the second, and so on. */
    void addAfter(Cursor cursor, boolean reversed, Conditions conditions) {
        List<String> values = cursor.valuesFor(this);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            names.add(conditions.bind(terms.get(i).field().read("cursor", values.get(i))));
        }
        List<String> ways = new ArrayList<>();
        for (int last = 0; last < terms.size(); last++) {
            StringBuilder way = new StringBuilder();
            for (int equal = 0; equal < last; equal++) {
                way.append(terms.get(equal).field().path())
                        .append(" = ")
                        .append(names.get(equal))
                        .append(" and ");
            }
            Term<R> term = terms.get(last);
            way.append(term.field().path())
                    .append(' ')
                    .append(term.after(reversed))
                    .append(' ')
                    .append(names.get(last));
            ways.add("(" + way + ")");
        }
        conditions.add(String.join(" or ", ways));
    }

    Cursor at(R row) {
        return new Cursor(
                signature(),
                terms.stream().map(term -> term.field().valueIn(row)).toList());
    }

    /** Tells this order from others, so that a cursor is not used with one it was not made for. */
    String signature() {
        return terms.stream()
                .map(term -> (term.descending() ? "-" : "+") + term.field().name())
                .collect(Collectors.joining());
    }

    private static boolean isDescending(int index, @Nullable String dir) {
        return switch (dir == null ? "asc" : dir.toLowerCase(Locale.ROOT)) {
            case "asc", "" -> false;
            case "desc" -> true;
            default -> throw ListErrors.unknown("sort[%d].dir".formatted(index), String.valueOf(dir));
        };
    }
}
