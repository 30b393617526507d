package dev.hearth.files.stored;

import io.quarkus.hibernate.reactive.panache.PanacheQuery;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of {@code stored_file}. */
@Singleton
class FileRepository implements PanacheRepositoryBase<FileRow, String> {
    /** One more row than the page holds, so that the caller sees whether there are more. */
    Uni<List<FileRow>> listPage(PageRequest request) {
        StringBuilder query = new StringBuilder(conditionOf(request));
        Map<String, Object> parameters = parametersOf(request);
        FileCursor after = request.after();
        if (after != null) {
            String beyond = request.backward() ? ">" : "<";
            query.append(" and (createdAt %1$s :at or (createdAt = :at and id %1$s :id))".formatted(beyond));
            parameters.put("at", after.createdAt());
            parameters.put("id", after.id());
        }
        query.append(request.backward() ? " order by createdAt, id" : " order by createdAt desc, id desc");
        PanacheQuery<FileRow> found = find(query.toString(), parameters);
        return found.range(0, request.limit()).list();
    }

    Uni<Long> countAll(PageRequest request) {
        return count(conditionOf(request), parametersOf(request));
    }

    Uni<List<FileRow>> listByIds(@Nullable String teamId, Collection<String> ids) {
        return teamId == null
                ? list("id in :ids", Map.of("ids", ids))
                : list("id in :ids and (teamId = :team or isPublic)", Map.of("ids", ids, "team", teamId));
    }

    Uni<List<FileRow>> listByBlobs(Collection<String> blobIds) {
        return list("blobId in :blobs", Map.of("blobs", blobIds));
    }

    /** Removes files that never got bytes. */
    Uni<Long> deleteEmpty(Instant createdBefore) {
        return delete("blobId is null and createdAt < :before", Map.of("before", createdBefore));
    }

    /** Removes the rows of large outputs; their bytes are then without a row. */
    Uni<Long> deleteResults(Instant createdBefore) {
        return delete(
                "category = :results and createdAt < :before",
                Map.of("results", FileCategory.RESULTS.wire(), "before", createdBefore));
    }

    private static String conditionOf(PageRequest request) {
        return request.category() == null
                ? "teamId = :team and category <> '%s'".formatted(FileCategory.RESULTS.wire())
                : "teamId = :team and category = :category";
    }

    private static Map<String, Object> parametersOf(PageRequest request) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("team", request.teamId().value());
        FileCategory category = request.category();
        if (category != null) {
            parameters.put("category", category.wire());
        }
        return parameters;
    }
}
