package dev.hearth.agent.definition;

import dev.hearth.agent.access.Caller;
import dev.hearth.agent.listing.ListFields;
import dev.hearth.agent.listing.Listing;
import dev.hearth.agent.listing.Page;
import dev.hearth.ids.AgentId;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of {@code agent}. Deleted ones are not found, but stay for the chats that use them. */
@Singleton
class AgentRepository {
    static final ListFields<AgentRow> FIELDS = ListFields.<AgentRow>of(row -> row.id, row -> row.createdAt)
            .time("updated_at", "updatedAt", row -> row.updatedAt)
            .searchedText("name", "name", row -> row.name)
            .searchedText("namespace", "namespace", row -> row.namespace)
            .searchedText("description", "description", row -> row.description)
            .text("visibility", "visibility", row -> row.visibility)
            .text("team_id", "teamId", row -> row.teamId)
            .text("user_id", "userId", row -> row.userId);

    /** Enough to see that a name or prefix is ambiguous. */
    private static final int FEW = 3;

    Uni<@Nullable AgentRow> find(AgentId id) {
        return one("from AgentRow where id = :id and deletedAt is null", Map.of("id", id.value()));
    }

    Uni<@Nullable AgentRow> find(String namespace, String name) {
        return one(
                "from AgentRow where namespace = :namespace and name = :name and deletedAt is null",
                Map.of("namespace", namespace, "name", name));
    }

    Uni<@Nullable AgentRow> findAdHoc(Caller caller, String name) {
        return one(
                "from AgentRow where namespace = '' and name = :name and teamId = :team and deletedAt is null",
                Map.of("name", name, "team", caller.team().value()));
    }

    /** The team's agents of this name, in whichever of its namespaces. */
    Uni<List<AgentRow>> listNamed(Caller caller, String name) {
        return few(
                "from AgentRow where namespace <> '' and name = :name and teamId = :team and deletedAt is null",
                Map.of("name", name, "team", caller.team().value()));
    }

    Uni<List<AgentRow>> listBeginning(Caller caller, String prefix) {
        return few("""
                from AgentRow where id like concat(:prefix, '%') and deletedAt is null
                    and (teamId = :team or (visibility <> 'private' and namespace <> ''))""", Map.of("prefix", prefix, "team", caller.team().value()));
    }

    /** As it is now; nobody else changes it until this transaction ends. */
    Uni<AgentRow> lock(AgentRow row) {
        return Panache.getSession()
                .invoke(session -> session.detach(row)) // else it would be locked, but not read again
                .chain(session -> session.find(AgentRow.class, row.id, LockModeType.PESSIMISTIC_WRITE))
                .invoke(locked -> {
                    if (locked.deletedAt != null) {
                        throw DefinitionErrors.notFound(locked.reference());
                    }
                });
    }

    Uni<Page<AgentRow>> list(Caller caller, Listing<AgentRow> listing) {
        String visible =
                listing.includesOthers() ? "(e.teamId = :team or e.visibility = 'public')" : "e.teamId = :team";
        return listing.run(
                AgentRow.class,
                "e.deletedAt is null and e.namespace <> '' and " + visible,
                Map.of("team", caller.team().value()));
    }

    /** Makes an agent unless there is one of this name; either way it can be found afterwards. */
    Uni<Void> ensure(Caller caller, String namespace, String name, Instant now) {
        String taken = namespace.isEmpty()
                ? "(team_id, name) where deleted_at is null and namespace = ''"
                : "(namespace, name) where deleted_at is null and namespace <> ''";
        return Panache.getSession()
                .chain(session -> session.createNativeQuery("""
                                insert into agent (id, team_id, user_id, namespace, name, description, images, visibility,
                                                         created_at, updated_at)
                                values (:id, :team, :user, :namespace, :name, '', '{}', 'private', :now, :now)
                                on conflict %s do nothing""".formatted(taken))
                        .setParameter("id", AgentId.random().value())
                        .setParameter("team", caller.team().value())
                        .setParameter("user", caller.user().value())
                        .setParameter("namespace", namespace)
                        .setParameter("name", name)
                        .setParameter("now", now.atOffset(ZoneOffset.UTC))
                        .executeUpdate())
                .replaceWithVoid();
    }

    private static Uni<@Nullable AgentRow> one(String query, Map<String, String> parameters) {
        return few(query, parameters).map(found -> found.isEmpty() ? null : found.getFirst());
    }

    private static Uni<List<AgentRow>> few(String query, Map<String, String> parameters) {
        return Panache.getSession().chain(session -> {
            var selection = session.createSelectionQuery(query, AgentRow.class);
            parameters.forEach(selection::setParameter);
            return selection.setMaxResults(FEW).getResultList();
        });
    }
}
