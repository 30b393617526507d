package dev.hearth.agent.listing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What clients may name in a list of these rows. {@code created_at} and {@code id} are always among it. */
public final class ListFields<R> {
    private final List<ListField<R>> fields;
    private final List<String> searched;

    private ListFields(List<ListField<R>> fields, List<String> searched) {
        this.fields = List.copyOf(fields);
        this.searched = List.copyOf(searched);
    }

    public static <R> ListFields<R> of(Function<R, String> id, Function<R, Instant> createdAt) {
        return new ListFields<>(
                List.of(
                        new ListField<>("id", "id", false, id),
                        new ListField<>("created_at", "createdAt", true, createdAt)),
                List.of());
    }

    public ListFields<R> time(String name, String property, Function<R, Instant> value) {
        return and(new ListField<>(name, property, true, value), false);
    }

    public ListFields<R> text(String name, String property, Function<R, String> value) {
        return and(new ListField<>(name, property, false, value), false);
    }

    /** A text that is looked at by a search that names no fields. */
    public ListFields<R> searchedText(String name, String property, Function<R, String> value) {
        return and(new ListField<>(name, property, false, value), true);
    }

    ListField<R> require(String at, String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ListErrors.unknown(
                        at, name, fields.stream().map(ListField::name).sorted().toList()));
    }

    /** What a search looks at that names no fields. */
    List<String> searched() {
        return searched.isEmpty() ? List.of("id") : searched;
    }

    private ListFields<R> and(ListField<R> field, boolean isSearched) {
        List<ListField<R>> more = new ArrayList<>(fields);
        more.add(field);
        List<String> names = new ArrayList<>(searched);
        if (isSearched) {
            names.add(field.name());
        }
        return new ListFields<>(more, names);
    }
}
