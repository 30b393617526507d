package dev.hearth.gateway.listing;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client asks of a list. Every member may be missing, and the whole of it; members not named here mean nothing. */
@RegisterForReflection
public record ListRequest(
        @JsonProperty("cursor") @Nullable String cursor,
        @JsonProperty("page") @Nullable Integer page,
        @JsonProperty("limit") @Nullable Integer limit,
        @JsonProperty("direction") @Nullable String direction,
        @JsonProperty("search") @Nullable Search search,
        @JsonProperty("filters") @Nullable List<@Nullable Filter> filters,
        @JsonProperty("sort") @Nullable List<@Nullable Sort> sort,
        @JsonProperty("include_others") @Nullable Boolean includeOthers) {
    /** The first page of everything, newest first. */
    public static final ListRequest EVERYTHING = new ListRequest(null, null, null, null, null, null, null, null);

    public ListRequest {
        filters = copy(filters);
        sort = copy(sort);
    }

    /** Clients may send null among the elements, which is told them where the elements are read. */
    private static <T> @Nullable List<T> copy(@Nullable List<T> list) {
        return list == null ? null : Collections.unmodifiableList(new ArrayList<>(list));
    }

    /** Rows that hold this term in one of these fields; without fields in any that can be searched. */
    @RegisterForReflection
    public record Search(
            @JsonProperty("fields") @Nullable List<String> fields,
            @JsonProperty("term") @Nullable String term,
            @JsonProperty("exact") @Nullable Boolean exact) {
        public Search {
            fields = copy(fields);
        }
    }

    /** Rows whose field compares so with this value. */
    @RegisterForReflection
    public record Filter(
            @JsonProperty("field") @Nullable String field,
            @JsonProperty("operator") @Nullable String operator,
            @JsonProperty("value") @Nullable JsonNode value) {}

    /** The order, most significant first. */
    @RegisterForReflection
    public record Sort(
            @JsonProperty("field") @Nullable String field,
            @JsonProperty("dir") @Nullable String dir) {}
}
