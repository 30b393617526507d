package dev.hearth.gateway.team;

import dev.hearth.gateway.listing.ListFields;
import dev.hearth.gateway.listing.ListQuery;
import dev.hearth.gateway.listing.Page;
import dev.hearth.ids.ApiKeyId;
import dev.hearth.ids.TeamId;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stored API keys. */
@ApplicationScoped
class ApiKeyRepository {
    static final ListFields<ApiKeyRow> FIELDS = ListFields.<ApiKeyRow>builder()
            .instant("created_at", "createdAt", row -> row.createdAt)
            .instant("updated_at", "updatedAt", row -> row.updatedAt)
            .text("id", "id", row -> row.id)
            .text("name", "name", row -> row.name)
            .text("source", "source", row -> row.source)
            .searched("name")
            .build();

    Uni<@Nullable ApiKeyRow> findByHash(KeyHash hash) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery("from ApiKeyRow where keyHash = :hash", ApiKeyRow.class)
                        .setParameter("hash", hash.hex())
                        .getSingleResultOrNull());
    }

    Uni<Void> markUsed(ApiKeyId id, Instant at) {
        return Panache.getSession()
                .chain(session -> session.createMutationQuery("update ApiKeyRow set lastUsedAt = :at where id = :id")
                        .setParameter("at", at)
                        .setParameter("id", id.value())
                        .executeUpdate())
                .replaceWithVoid();
    }

    Uni<Page<ApiKeyRow>> list(TeamId team, ListQuery<ApiKeyRow> query) {
        return query.run(ApiKeyRow.class, "e.teamId = :team", Map.of("team", team.value()));
    }

    Uni<@Nullable ApiKeyRow> find(TeamId team, ApiKeyId id) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(
                                "from ApiKeyRow where id = :id and teamId = :team", ApiKeyRow.class)
                        .setParameter("id", id.value())
                        .setParameter("team", team.value())
                        .getSingleResultOrNull());
    }

    Uni<Void> add(ApiKeyRow row) {
        return Panache.getSession().chain(session -> session.persist(row));
    }

    Uni<Void> remove(ApiKeyRow row) {
        return Panache.getSession().chain(session -> session.remove(row));
    }
}
