package dev.hearth.gateway.listing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A place between two rows: the values of a row in the fields of an order. On the wire it is opaque. */
record Cursor(String signature, List<String> values) {
    private static final String SEPARATOR = "\u0000";

    Cursor {
        values = List.copyOf(values);
    }

    static Cursor parse(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            List<String> parts = List.of(new String(bytes, StandardCharsets.UTF_8).split(SEPARATOR, -1));
            return new Cursor(parts.getFirst(), parts.subList(1, parts.size()));
        } catch (IllegalArgumentException _) {
            throw ListErrors.foreignCursor();
        }
    }

    String text() {
        List<String> parts = new ArrayList<>(values.size() + 1);
        parts.add(signature);
        parts.addAll(values);
        byte[] bytes = String.join(SEPARATOR, parts).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    List<String> valuesFor(Ordering<?> ordering) {
        if (!signature.equals(ordering.signature())
                || values.size() != ordering.terms().size()) {
            throw ListErrors.foreignCursor();
        }
        return values;
    }
}
