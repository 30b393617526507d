package dev.hearth.agent.listing;

import dev.hearth.proto.v1.ListWish;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * A list as a client wishes it, checked and ready to be run. Rows are found by the values of their neighbour, not by
 * counting, so that a page stays the same whatever comes and goes before it.
 */
public final class Listing<R> {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_PAGE = 1_000_000;
    private static final int MAX_FILTERS = 50;

    private final ListWish wish;
    private final int limit;
    private final int offset;
    private final boolean reversed;
    private final Order<R> order;
    private final Condition wanted;
    private final Condition onPage;

    private Listing(ListWish wish, ListFields<R> fields) {
        this.wish = wish;
        this.limit = bounded("limit", wish.getLimit(), DEFAULT_LIMIT, MAX_LIMIT);
        int page = bounded("page", wish.getPage(), 1, MAX_PAGE);
        this.offset = wish.getCursor().isEmpty() ? (page - 1) * limit : 0;
        this.reversed = wish.getBackward() && !wish.getCursor().isEmpty();
        this.order = Order.of(wish.getSortList(), fields);
        this.wanted = wanted(wish, fields);
        this.onPage = new Condition(wanted);
        if (!wish.getCursor().isEmpty()) {
            order.addBeyond(wish.getCursor(), reversed, onPage);
        }
    }

    /** Checks a wish; {@code invalid_request} names what makes no sense in it. */
    public static <R> Listing<R> of(ListWish wish, ListFields<R> fields) {
        return new Listing<>(wish, fields);
    }

    /** Whether rows of other teams are wanted too, as far as they may be seen. */
    public boolean includesOthers() {
        return wish.getIncludeOthers();
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
        String text = "select count(e) " + from(entity, visible, wanted);
        Mutiny.SelectionQuery<Long> query = session.createSelectionQuery(text, Long.class);
        all(parameters, wanted).forEach(query::setParameter);
        return query.getSingleResult();
    }

    private Uni<List<R>> rows(Mutiny.Session session, Class<R> entity, String visible, Map<String, Object> parameters) {
        String text = "select e " + from(entity, visible, onPage) + " order by " + order.text(reversed);
        Mutiny.SelectionQuery<R> query = session.createSelectionQuery(text, entity);
        all(parameters, onPage).forEach(query::setParameter);
        return query.setFirstResult(offset).setMaxResults(limit + 1).getResultList();
    }

    private static Map<String, Object> all(Map<String, Object> parameters, Condition condition) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.putAll(condition.values());
        return all;
    }

    private static String from(Class<?> entity, String visible, Condition condition) {
        return "from %s e where (%s)%s".formatted(entity.getSimpleName(), visible, condition.text());
    }

    private Page<R> page(List<R> found, long total) {
        boolean more = found.size() > limit;
        List<R> rows = new ArrayList<>(more ? found.subList(0, limit) : found);
        boolean before = !wish.getCursor().isEmpty() || offset > 0;
        boolean after = more;
        if (reversed) {
            Collections.reverse(rows);
            before = more;
            after = true;
        }
        String next = after && !rows.isEmpty() ? order.cursorAt(rows.getLast()) : "";
        String previous = before && !rows.isEmpty() ? order.cursorAt(rows.getFirst()) : "";
        return new Page<>(rows, next, previous, limit, total);
    }

    private static <R> Condition wanted(ListWish wish, ListFields<R> fields) {
        if (wish.getFiltersCount() > MAX_FILTERS) {
            throw ListErrors.invalid(
                    "filters", "has %d elements, at most are %d".formatted(wish.getFiltersCount(), MAX_FILTERS));
        }
        Condition condition = new Condition();
        for (int i = 0; i < wish.getFiltersCount(); i++) {
            condition.filter("filters[%d]".formatted(i), wish.getFilters(i), fields);
        }
        condition.search(wish.getSearch(), fields);
        return condition;
    }

    private static int bounded(String member, int value, int fallback, int max) {
        if (value < 0 || value > max) {
            throw ListErrors.invalid(member, "must be from 1 to %d, is %d".formatted(max, value));
        }
        return value == 0 ? fallback : value;
    }
}
