package dev.hearth.scheduler.storage;

import dev.hearth.ids.Ids;
import dev.hearth.ids.TeamId;
import dev.hearth.scheduler.task.TaskErrors;
import dev.hearth.scheduler.task.TaskStatus;
import dev.hearth.scheduler.task.TaskView;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** Lists of a team's tasks, page by page. */
@ApplicationScoped
public class TaskListing {
    private static final int MAX_LIMIT = 100;
    private static final int DEFAULT_LIMIT = 20;

    private final Mutiny.SessionFactory sessions;

    TaskListing(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /**
     * What to list.
     *
     * @param cursor of an earlier page; empty: the first
     * @param limit 0: 20; 100 at most
     * @param statuses empty: all
     * @param appId empty: all, as for version and function
     */
    public record Query(
            TeamId team,
            String cursor,
            int limit,
            boolean backward,
            boolean oldestFirst,
            Set<TaskStatus> statuses,
            String appId,
            String appVersionId,
            String function) {
        public Query {
            statuses = Set.copyOf(statuses);
        }
    }

    /** A page; a cursor is empty when there is nothing that way. */
    public record Page(List<TaskView> tasks, String nextCursor, String previousCursor, long total) {
        public Page {
            tasks = List.copyOf(tasks);
        }

        public Page with(List<TaskView> other) {
            return new Page(other, nextCursor, previousCursor, total);
        }
    }

    private record Position(Instant createdAt, String id) {
        private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

        String text() {
            String plain = createdAt.toString() + "/" + id;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        }

        static Position parse(String cursor) {
            try {
                String plain = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
                int slash = plain.indexOf('/');
                Position position = new Position(Instant.parse(plain.substring(0, slash)), plain.substring(slash + 1));
                if (!position.canBeOfARow()) {
                    throw TaskErrors.badCursor(cursor);
                }
                return position;
            } catch (IllegalArgumentException | DateTimeException | StringIndexOutOfBoundsException e) {
                throw TaskErrors.badCursor(cursor);
            }
        }

        private boolean canBeOfARow() {
            return Ids.isWellFormed(id) && !createdAt.isBefore(Instant.EPOCH) && !createdAt.isAfter(LATEST);
        }
    }

    /**
     * Translates the query before anybody waits for it: the first translation takes long, on an event loop that others
     * share.
     */
    void warmUp(@Observes StartupEvent event) throws Throwable {
        Query query = new Query(new TeamId("none"), "", 1, false, false, Set.of(), "", "", "");
        VertxContextSupport.subscribeAndAwait(() -> sessions.withSession(
                session -> rows(session, query, Optional.empty(), 1, false).chain(rows -> count(session, query))));
    }

    /** A page of tasks with their payloads, without logs. */
    public Future<Page> list(Query query) {
        Optional<Position> after =
                query.cursor().isEmpty() ? Optional.empty() : Optional.of(Position.parse(query.cursor()));
        int limit = query.limit() <= 0 ? DEFAULT_LIMIT : Math.min(query.limit(), MAX_LIMIT);
        // Walking back reads in the opposite order and turns the page round.
        boolean ascending = query.oldestFirst() != query.backward();
        return UniHelper.toFuture(sessions.withSession(session -> rows(session, query, after, limit, ascending)
                .chain(rows -> PagePayloads.cut(session, rows, limit))
                .chain(rows -> count(session, query)
                        .chain(total -> PagePayloads.of(session, rows.shown())
                                .map(payloads -> page(query, after.isPresent(), rows, payloads, total))))));
    }

    private static Uni<List<TaskEntity>> rows(
            Mutiny.Session session, Query query, Optional<Position> after, int limit, boolean ascending) {
        Map<String, Object> parameters = new HashMap<>();
        String where = filter(query, parameters);
        if (after.isPresent()) {
            String compare = ascending ? ">" : "<";
            where += " and (t.createdAt " + compare + " :at or (t.createdAt = :at and t.id " + (ascending ? "<" : ">")
                    + " :id))";
            parameters.put("at", after.get().createdAt().atOffset(ZoneOffset.UTC));
            parameters.put("id", after.get().id());
        }
        String order = ascending ? " order by t.createdAt asc, t.id desc" : " order by t.createdAt desc, t.id asc";
        var select = session.createSelectionQuery("from TaskEntity t" + where + order, TaskEntity.class)
                .setMaxResults(limit + 1);
        parameters.forEach(select::setParameter);
        return select.getResultList();
    }

    private static Uni<Long> count(Mutiny.Session session, Query query) {
        Map<String, Object> parameters = new HashMap<>();
        var select = session.createSelectionQuery(
                "select count(*) from TaskEntity t" + filter(query, parameters), Long.class);
        parameters.forEach(select::setParameter);
        return select.getSingleResult();
    }

    private static String filter(Query query, Map<String, Object> parameters) {
        StringBuilder where = new StringBuilder(" where t.teamId = :team");
        parameters.put("team", query.team().value());
        if (!query.statuses().isEmpty()) {
            where.append(" and t.status in :statuses");
            parameters.put(
                    "statuses",
                    query.statuses().stream()
                            .map(status -> (short) status.number())
                            .toList());
        }
        addIfSet(where, parameters, "appId", query.appId());
        addIfSet(where, parameters, "appVersionId", query.appVersionId());
        addIfSet(where, parameters, "function", query.function());
        return where.toString();
    }

    private static void addIfSet(StringBuilder where, Map<String, Object> parameters, String field, String value) {
        if (!value.isEmpty()) {
            where.append(" and t.").append(field).append(" = :").append(field);
            parameters.put(field, value);
        }
    }

    private static Page page(
            Query query, boolean hasCursor, PagePayloads.Rows rows, List<PayloadEntity> payloads, long total) {
        boolean more = rows.more();
        List<TaskEntity> shown = new ArrayList<>(rows.shown());
        if (query.backward()) {
            Collections.reverse(shown);
        }
        boolean hasNext = query.backward() ? hasCursor : more;
        boolean hasPrevious = query.backward() ? more : hasCursor;
        Map<String, List<PayloadEntity>> byTask = new HashMap<>();
        payloads.forEach(payload -> byTask.computeIfAbsent(payload.taskId, ignored -> new ArrayList<>())
                .add(payload));
        List<TaskView> views = shown.stream()
                .map(row -> StoredForm.read(row, byTask.getOrDefault(row.id, List.of())))
                .map(stored -> TaskView.of(stored.task(), stored.version(), List.of()))
                .toList();
        return new Page(
                views,
                hasNext && !shown.isEmpty() ? position(shown.getLast()).text() : "",
                hasPrevious && !shown.isEmpty() ? position(shown.getFirst()).text() : "",
                total);
    }

    private static Position position(TaskEntity row) {
        OffsetDateTime at = row.createdAt;
        return new Position(at.toInstant(), row.id);
    }
}
