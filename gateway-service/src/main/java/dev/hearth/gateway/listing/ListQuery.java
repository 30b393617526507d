package dev.hearth.gateway.listing;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * A list as a client asked for it, checked and ready to be run: filters, search, order and page. Rows are found by the
 * values of their neighbour, not by counting, so that a page stays the same whatever comes and goes before it.
 */
public final class ListQuery<R> {
    private static final int MAX_FILTERS = 50;

    private final Paging paging;
    private final ListRequest request;
    private final Ordering<R> ordering;
    private final Conditions filters;
    private final Conditions place;

    private ListQuery(ListRequest request, ListFields<R> fields) {
        this.request = request;
        this.paging = Paging.of(request);
        this.ordering = Ordering.of(fields, request.sort());
        this.filters = filters(request, fields);
        this.place = filters.copy();
        if (!paging.cursor().isEmpty()) {
            ordering.addAfter(Cursor.parse(paging.cursor()), paging.backward(), place);
        }
    }

    /** Checks a request, which may be missing; {@code invalid_request} naming what makes no sense in it. */
    public static <R> ListQuery<R> of(@Nullable ListRequest asked, ListFields<R> fields) {
        return new ListQuery<>(asked == null ? ListRequest.EVERYTHING : asked, fields);
    }

    /** Whether rows of other teams are wanted too, as far as they may be seen. */
    public boolean includesOthers() {
        return Boolean.TRUE.equals(request.includeOthers());
    }

    /**
     * Runs it in the current session.
     *
     * @param visible condition in HQL on the entity {@code e} that says which rows there are for the caller at all
     */
    public Uni<Page<R>> run(Class<R> entity, String visible, Map<String, Object> parameters) {
        return Panache.getSession()
                .chain(session -> count(session, entity, visible, parameters)
                        .chain(total ->
                                rows(session, entity, visible, parameters).map(rows -> page(rows, total))));
    }

    private Uni<Long> count(Mutiny.Session session, Class<R> entity, String visible, Map<String, Object> parameters) {
        String text = "select count(e) " + from(entity, visible, filters);
        Mutiny.SelectionQuery<Long> query = session.createSelectionQuery(text, Long.class);
        parameters.forEach(query::setParameter);
        filters.parameters().forEach(query::setParameter);
        return query.getSingleResult();
    }

    private Uni<List<R>> rows(Mutiny.Session session, Class<R> entity, String visible, Map<String, Object> parameters) {
        String text = "select e " + from(entity, visible, place) + " order by " + ordering.text(isReversed());
        Mutiny.SelectionQuery<R> query = session.createSelectionQuery(text, entity)
                .setFirstResult(paging.offset())
                .setMaxResults(paging.limit() + 1);
        parameters.forEach(query::setParameter);
        place.parameters().forEach(query::setParameter);
        return query.getResultList();
    }

    private String from(Class<R> entity, String visible, Conditions conditions) {
        String narrowed = conditions.text();
        return "from %s e where (%s)%s"
                .formatted(entity.getSimpleName(), visible, narrowed.isEmpty() ? "" : " and " + narrowed);
    }

    private boolean isReversed() {
        return paging.backward() && !paging.cursor().isEmpty();
    }

    private Page<R> page(List<R> found, long total) {
        boolean more = found.size() > paging.limit();
        List<R> rows = new ArrayList<>(more ? found.subList(0, paging.limit()) : found);
        boolean before = !paging.cursor().isEmpty() || paging.offset() > 0;
        boolean after = more;
        if (isReversed()) {
            Collections.reverse(rows);
            before = more;
            after = true;
        }
        if (rows.isEmpty()) {
            return new Page<>(rows, "", "", paging.limit(), total);
        }
        return new Page<>(
                rows,
                after ? ordering.at(rows.getLast()).text() : "",
                before ? ordering.at(rows.getFirst()).text() : "",
                paging.limit(),
                total);
    }

    private static <R> Conditions filters(ListRequest request, ListFields<R> fields) {
        Conditions conditions = new Conditions();
        Filters<R> filters = new Filters<>(fields, conditions);
        List<ListRequest.@Nullable Filter> asked = request.filters() == null ? List.of() : request.filters();
        if (asked.size() > MAX_FILTERS) {
            throw ListErrors.outOfRange("length of filters", asked.size(), MAX_FILTERS);
        }
        for (int i = 0; i < asked.size(); i++) {
            filters.add(i, asked.get(i));
        }
        if (request.search() != null) {
            filters.search(request.search());
        }
        return conditions;
    }
}
