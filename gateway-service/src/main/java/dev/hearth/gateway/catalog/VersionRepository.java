package dev.hearth.gateway.catalog;

import dev.hearth.gateway.listing.ListFields;
import dev.hearth.gateway.listing.ListQuery;
import dev.hearth.gateway.listing.Page;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stored app versions. */
@ApplicationScoped
class VersionRepository {
    static final ListFields<VersionRow> FIELDS = ListFields.<VersionRow>builder()
            .instant("created_at", "createdAt", row -> row.createdAt)
            .instant("updated_at", "updatedAt", row -> row.updatedAt)
            .text("id", "id", row -> row.id)
            .text("status", "status", row -> row.status)
            .searched("id")
            .build();

    /** More than one: the prefix is ambiguous; how many more does not matter. */
    private static final int ENOUGH = 10;

    Uni<@Nullable VersionRow> find(AppVersionId id) {
        return Panache.getSession().chain(session -> session.find(VersionRow.class, id.value()));
    }

    Uni<@Nullable VersionRow> findTagged(AppId app, String tag) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(
                                "from VersionRow where appId = :app and tag = :tag and status = 'ready'",
                                VersionRow.class)
                        .setParameter("app", app.value())
                        .setParameter("tag", tag)
                        .getSingleResultOrNull());
    }

    /** At most ten versions whose id begins so; the whole id finds one. */
    Uni<List<VersionRow>> listBeginning(AppId app, String prefix) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(
                                "from VersionRow where appId = :app and id like concat(:prefix, '%')", VersionRow.class)
                        .setParameter("app", app.value())
                        .setParameter("prefix", prefix)
                        .setMaxResults(ENOUGH)
                        .getResultList());
    }

    Uni<Page<VersionRow>> list(AppId app, boolean readyOnly, ListQuery<VersionRow> query) {
        String visible = readyOnly ? "e.appId = :app and e.status = 'ready'" : "e.appId = :app";
        return query.run(VersionRow.class, visible, Map.of("app", app.value()));
    }

    /** Versions whose build may have ended unnoticed, oldest first. */
    Uni<List<VersionRow>> listBuilding(Instant madeBefore, int limit) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(
                                "from VersionRow where status = 'building' and createdAt < :before order by createdAt",
                                VersionRow.class)
                        .setParameter("before", madeBefore)
                        .setMaxResults(limit)
                        .getResultList());
    }

    Uni<Void> add(VersionRow row) {
        return Panache.getSession().chain(session -> session.persist(row));
    }

    /** Takes a tag from the ready version that has it. */
    Uni<Void> freeTag(AppId app, String tag) {
        return Panache.getSession()
                .chain(session -> session.createMutationQuery(
                                "update VersionRow set tag = null where appId = :app and tag = :tag and status = 'ready'")
                        .setParameter("app", app.value())
                        .setParameter("tag", tag)
                        .executeUpdate())
                .replaceWithVoid();
    }
}
