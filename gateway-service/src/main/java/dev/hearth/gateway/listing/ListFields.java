package dev.hearth.gateway.listing;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of a list that clients may name, with the property of the entity behind each. */
public final class ListFields<R> {
    private final Map<String, ListField<R>> fields;
    private final Set<String> searched;

    private ListFields(Map<String, ListField<R>> fields, Set<String> searched) {
        this.fields = Map.copyOf(fields);
        this.searched = Set.copyOf(searched);
    }

    public static <R> Builder<R> builder() {
        return new Builder<>();
    }

    ListField<R> require(String position, @Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw ListErrors.missing(position);
        }
        ListField<R> field = fields.get(name);
        if (field == null) {
            throw ListErrors.unknownField(position, name, fields.keySet());
        }
        return field;
    }

    Set<String> searched() {
        return searched;
    }

    /** Collects the fields of a list. */
    public static final class Builder<R> {
        private final Map<String, ListField<R>> fields = new LinkedHashMap<>();
        private final Set<String> searched = new LinkedHashSet<>();

        private Builder() {}

        public Builder<R> text(String name, String property, Function<R, String> value) {
            fields.put(name, new ListField<>(name, property, ListField.Type.TEXT, value));
            return this;
        }

        public Builder<R> instant(String name, String property, Function<R, Instant> value) {
            fields.put(name, new ListField<>(name, property, ListField.Type.INSTANT, value));
            return this;
        }

        /** Looked at by a search that names no fields. */
        public Builder<R> searched(String name) {
            searched.add(name);
            return this;
        }

        public ListFields<R> build() {
            return new ListFields<>(fields, searched);
        }
    }
}
