package dev.hearth.gateway.catalog;

import dev.hearth.gateway.listing.ListFields;
import dev.hearth.gateway.listing.ListQuery;
import dev.hearth.gateway.listing.Page;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.AppId;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stored apps. Deleted ones are not found, but their rows stay for the tasks that were run with them. */
@ApplicationScoped
class AppRepository {
    static final ListFields<AppRow> FIELDS = ListFields.<AppRow>builder()
            .instant("created_at", "createdAt", row -> row.createdAt)
            .instant("updated_at", "updatedAt", row -> row.updatedAt)
            .text("id", "id", row -> row.id)
            .text("name", "name", row -> row.name)
            .text("namespace", "namespace", row -> row.namespace)
            .text("description", "description", row -> row.description)
            .text("category", "category", row -> row.category)
            .text("visibility", "visibility", row -> row.visibility)
            .text("team_id", "teamId", row -> row.teamId)
            .searched("name")
            .searched("namespace")
            .searched("description")
            .build();

    Uni<@Nullable AppRow> find(AppId id) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(
                                "from AppRow where id = :id and deletedAt is null", AppRow.class)
                        .setParameter("id", id.value())
                        .getSingleResultOrNull());
    }

    Uni<@Nullable AppRow> find(String namespace, String name) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(
                                "from AppRow where namespace = :namespace and name = :name and deletedAt is null",
                                AppRow.class)
                        .setParameter("namespace", namespace)
                        .setParameter("name", name)
                        .getSingleResultOrNull());
    }

    /** Also of a deleted app. */
    Uni<@Nullable AppRow> findEver(AppId id) {
        return Panache.getSession().chain(session -> session.find(AppRow.class, id.value()));
    }

    /** As {@link #findEver}; nobody else changes it until this transaction ends. */
    Uni<@Nullable AppRow> lock(AppId id) {
        return Panache.getSession()
                .chain(session -> session.find(AppRow.class, id.value(), LockModeType.PESSIMISTIC_WRITE));
    }

    Uni<Page<AppRow>> list(Caller caller, ListQuery<AppRow> query) {
        String visible = query.includesOthers()
                ? "e.deletedAt is null and (e.teamId = :team or e.visibility = 'public')"
                : "e.deletedAt is null and e.teamId = :team";
        return query.run(AppRow.class, visible, Map.of("team", caller.team().value()));
    }

    /** Makes an app unless there is one of this name; either way it can be found afterwards. */
    Uni<Void> ensure(Caller caller, String namespace, String name, Instant now) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery("""
                                insert into app (id, team_id, user_id, namespace, name, description, agent_description,
                                                 category, images, visibility, created_at, updated_at)
                                values (:id, :team, :user, :namespace, :name, '', '', 'other', '{}', 'private', :now, :now)
                                on conflict (namespace, name) where deleted_at is null do nothing""")
                        .setParameter("id", AppId.random().value())
                        .setParameter("team", caller.team().value())
                        .setParameter("user", caller.user().value())
                        .setParameter("namespace", namespace)
                        .setParameter("name", name)
                        .setParameter("now", now.atOffset(ZoneOffset.UTC))
                        .executeUpdate())
                .replaceWithVoid();
    }
}
