package dev.hearth.gateway.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.http.StrictJson;
import dev.hearth.gateway.listing.ListRequest;
import dev.hearth.gateway.listing.Paging;
import dev.hearth.proto.v1.ListFilter;
import dev.hearth.proto.v1.ListSearch;
import dev.hearth.proto.v1.ListSort;
import dev.hearth.proto.v1.ListWish;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a client asks of a list (wire protocol 1.12), for the service that makes the list. */
@ApplicationScoped
public class ListWishes {
    private static final int MAX_FILTERS = 50;
    private static final int MAX_SORTS = 4;
    private static final int MAX_VALUES = 1000;

    private final ObjectMapper mapper;

    /**
     * @param mapper strict about types
     */
    public ListWishes(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** The wish in a body, which may be empty; {@code invalid_request} naming the member that makes no sense. */
    ListWish read(byte[] body) {
        ListRequest asked = requestIn(body);
        Paging paging = Paging.of(asked);
        ListWish.Builder wish = ListWish.newBuilder()
                .setCursor(paging.cursor())
                .setPage(paging.page())
                .setLimit(paging.limit())
                .setBackward(paging.backward())
                .setIncludeOthers(Boolean.TRUE.equals(asked.includeOthers()));
        List<ListRequest.@Nullable Filter> filters = listOf(asked.filters());
        requireAtMost("filters", filters.size(), MAX_FILTERS);
        for (int i = 0; i < filters.size(); i++) {
            wish.addFilters(filter("filters[%d]".formatted(i), filters.get(i)));
        }
        List<ListRequest.@Nullable Sort> sorts = listOf(asked.sort());
        requireAtMost("sort", sorts.size(), MAX_SORTS);
        for (int i = 0; i < sorts.size(); i++) {
            wish.addSort(sort("sort[%d]".formatted(i), sorts.get(i)));
        }
        if (asked.search() != null) {
            wish.setSearch(search(asked.search()));
        }
        return wish.build();
    }

    private ListRequest requestIn(byte[] body) {
        try {
            return mapper.treeToValue(StrictJson.objectOf(body), ListRequest.class);
        } catch (JsonMappingException e) {
            String path = e.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                    .collect(Collectors.joining("."));
            throw invalid(path + " has the wrong type");
        } catch (JsonProcessingException e) {
            throw invalid("the body is no list request");
        }
    }

    private static ListFilter filter(String position, ListRequest.@Nullable Filter filter) {
        if (filter == null || filter.field() == null || filter.field().isEmpty()) {
            throw invalid(position + ".field is missing");
        }
        ListFilter.Builder read = ListFilter.newBuilder()
                .setField(filter.field())
                .setOperator(filter.operator() == null ? "" : filter.operator());
        JsonNode value = filter.value();
        if (value != null && value.isArray()) {
            requireAtMost(position + ".value", value.size(), MAX_VALUES);
            value.forEach(element -> read.addValues(scalar(position, element)));
        } else if (value != null && !value.isNull()) {
            read.addValues(scalar(position, value));
        }
        return read.build();
    }

    private static String scalar(String position, JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            throw invalid(position + ".value must be a text, a number or a list of them");
        }
        return value.asText();
    }

    private static ListSort sort(String position, ListRequest.@Nullable Sort sort) {
        if (sort == null || sort.field() == null || sort.field().isEmpty()) {
            throw invalid(position + ".field is missing");
        }
        String direction = sort.dir() == null ? "asc" : sort.dir().toLowerCase(Locale.ROOT);
        boolean descending = switch (direction) {
            case "asc", "" -> false;
            case "desc" -> true;
            default -> throw invalid("%s.dir must be asc or desc, is \"%s\"".formatted(position, sort.dir()));
        };
        return ListSort.newBuilder()
                .setField(sort.field())
                .setDescending(descending)
                .build();
    }

    private static ListSearch search(ListRequest.Search search) {
        ListSearch.Builder read = ListSearch.newBuilder().setExact(Boolean.TRUE.equals(search.exact()));
        if (search.term() != null) {
            read.setTerm(search.term());
        }
        List<String> fields = search.fields() == null ? List.of() : search.fields();
        requireAtMost("search.fields", fields.size(), MAX_FILTERS);
        for (@Nullable String field : fields) {
            if (field == null) {
                throw invalid("search.fields must be an array of strings");
            }
            read.addFields(field);
        }
        return read.build();
    }

    private static <T extends @Nullable Object> List<T> listOf(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static void requireAtMost(String member, int count, int most) {
        if (count > most) {
            throw invalid("%s must have at most %d elements".formatted(member, most));
        }
    }

    private static ServiceException invalid(String message) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, message);
    }
}
