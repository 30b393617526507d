package dev.hearth.agent.listing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
                        new ListField<>("id", "e.id", false, false, id),
                        new ListField<>("created_at", "e.createdAt", true, false, createdAt)),
                List.of());
    }

    public ListFields<R> time(String name, String property, Function<R, Instant> value) {
        return and(new ListField<>(name, "e." + property, true, false, value), false);
    }

    public ListFields<R> text(String name, String property, Function<R, String> value) {
        return and(new ListField<>(name, "e." + property, false, false, value), false);
    }

    /** A text that is looked at by a search that names no fields. */
    public ListFields<R> searchedText(String name, String property, Function<R, String> value) {
        return and(new ListField<>(name, "e." + property, false, false, value), true);
    }

    /** A text that may be null in a row. */
    public ListFields<R> optionalText(String name, String property, Function<R, @Nullable String> value) {
        String path = "coalesce(e.%s, '')".formatted(property);
        return and(
                new ListField<>(name, path, false, true, row -> Objects.requireNonNullElse(value.apply(row), "")),
                false);
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
