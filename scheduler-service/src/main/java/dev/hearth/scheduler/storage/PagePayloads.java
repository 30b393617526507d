package dev.hearth.scheduler.storage;

import io.smallrye.mutiny.Uni;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/** The payloads of the tasks on a page, all in memory at once: here, and at whoever asked. */
final class PagePayloads {
    private static final long MAX_BYTES = 16L << 20;
    private static final String SIZES = """
            select task_id, sum(octet_length(body)) from task_payload
            where task_id in (:ids) and day in (:days) group by task_id
            """;

    private PagePayloads() {}

    /** The rows of a page, and whether others follow that way. */
    record Rows(List<TaskEntity> shown, boolean more) {}

    /** A page of large tasks ends before its limit, with at least one of them. */
    static Uni<Rows> cut(Mutiny.Session session, List<TaskEntity> rows, int limit) {
        return sizes(session, rows).map(sizes -> {
            long bytes = 0;
            int count = 0;
            for (TaskEntity row : rows) {
                bytes += sizes.getOrDefault(row.id, 0L);
                if (count == limit || (count > 0 && bytes > MAX_BYTES)) {
                    break;
                }
                count++;
            }
            return new Rows(rows.subList(0, count), count < rows.size());
        });
    }

    static Uni<List<PayloadEntity>> of(Mutiny.Session session, List<TaskEntity> rows) {
        if (rows.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return session.createSelectionQuery(
                        "from PayloadEntity p where p.taskId in :ids and p.day in :days", PayloadEntity.class)
                .setParameter("ids", idsOf(rows))
                .setParameter("days", daysOf(rows))
                .getResultList();
    }

    private static Uni<Map<String, Long>> sizes(Mutiny.Session session, List<TaskEntity> rows) {
        if (rows.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return session.createNativeQuery(SIZES, Object[].class)
                .setParameter("ids", idsOf(rows))
                .setParameter("days", daysOf(rows))
                .getResultList()
                .map(found -> {
                    Map<String, Long> sizes = new HashMap<>();
                    found.forEach(size -> sizes.put((String) size[0], ((Number) size[1]).longValue()));
                    return sizes;
                });
    }

    private static List<String> idsOf(List<TaskEntity> rows) {
        return rows.stream().map(row -> row.id).toList();
    }

    private static List<LocalDate> daysOf(List<TaskEntity> rows) {
        return rows.stream()
                .map(row -> row.createdAt.withOffsetSameInstant(ZoneOffset.UTC).toLocalDate())
                .distinct()
                .toList();
    }
}
