package dev.hearth.agent.definition;

import dev.hearth.agent.listing.ListFields;
import dev.hearth.agent.listing.Listing;
import dev.hearth.agent.listing.Page;
import dev.hearth.ids.AgentId;
import dev.hearth.ids.AgentVersionId;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of {@code agent_version}. */
@Singleton
class VersionRepository {
    static final ListFields<VersionRow> FIELDS = ListFields.of(row -> row.id, row -> row.createdAt);

    /** Enough to see that a prefix is ambiguous. */
    private static final int FEW = 10;

    Uni<@Nullable VersionRow> find(AgentVersionId id) {
        return Panache.getSession().chain(session -> session.find(VersionRow.class, id.value()));
    }

    Uni<@Nullable VersionRow> findTagged(AgentId agent, String tag) {
        return one("from VersionRow where agentId = :agent and tag = :value", agent, tag);
    }

    Uni<@Nullable VersionRow> findEqual(AgentId agent, byte[] digest) {
        return one("from VersionRow where agentId = :agent and digest = :value", agent, digest);
    }

    /** At most a few versions whose id begins so; the whole id finds one. */
    Uni<List<VersionRow>> listBeginning(AgentId agent, String prefix) {
        return few("from VersionRow where agentId = :agent and id like concat(:value, '%')", agent, prefix);
    }

    Uni<Integer> lastNumber(AgentId agent) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(
                                "select coalesce(max(number), 0) from VersionRow where agentId = :agent", Integer.class)
                        .setParameter("agent", agent.value())
                        .getSingleResult());
    }

    Uni<Void> add(VersionRow row) {
        return Panache.getSession().chain(session -> session.persist(row).call(session::flush));
    }

    /** Takes a tag from the version that has it. */
    Uni<Void> freeTag(AgentId agent, String tag) {
        return Panache.getSession()
                .chain(session -> session.createMutationQuery(
                                "update VersionRow set tag = null where agentId = :agent and tag = :tag")
                        .setParameter("agent", agent.value())
                        .setParameter("tag", tag)
                        .executeUpdate())
                .replaceWithVoid();
    }

    Uni<Page<VersionRow>> list(AgentId agent, Listing<VersionRow> listing) {
        return listing.run(VersionRow.class, "e.agentId = :agent", Map.of("agent", agent.value()));
    }

    private static Uni<@Nullable VersionRow> one(String query, AgentId agent, Object value) {
        return few(query, agent, value).map(found -> found.isEmpty() ? null : found.getFirst());
    }

    private static Uni<List<VersionRow>> few(String query, AgentId agent, Object value) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(query, VersionRow.class)
                        .setParameter("agent", agent.value())
                        .setParameter("value", value)
                        .setMaxResults(FEW)
                        .getResultList());
    }
}
