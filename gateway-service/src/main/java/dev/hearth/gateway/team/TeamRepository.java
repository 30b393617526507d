package dev.hearth.gateway.team;

import dev.hearth.ids.TeamId;
import dev.hearth.ids.UserId;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Stored teams, their users and namespaces. */
@ApplicationScoped
class TeamRepository {
    Uni<TeamRow> require(TeamId id) {
        return Panache.getSession().chain(session -> session.find(TeamRow.class, id.value()));
    }

    Uni<UserRow> requireUser(UserId id) {
        return Panache.getSession().chain(session -> session.find(UserRow.class, id.value()));
    }

    Uni<List<TeamRow>> list() {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery("from TeamRow order by createdAt, id", TeamRow.class)
                        .getResultList());
    }

    Uni<Boolean> isTaken(String username) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(
                                "select count(n) from NamespaceRow n where n.name = :name", Long.class)
                        .setParameter("name", username)
                        .getSingleResult())
                .map(count -> count > 0);
    }

    Uni<Void> add(TeamRow team, UserRow owner, ApiKeyRow key) {
        return Panache.getSession()
                .chain(session -> session.persist(team)
                        .chain(session::flush)
                        .chain(() ->
                                session.persistAll(owner, new NamespaceRow(team.username, team.id, team.createdAt)))
                        .chain(session::flush)
                        .chain(() -> session.persist(key))
                        .chain(session::flush));
    }

    /** The row of a namespace, made for this team if there is none yet. */
    Uni<NamespaceRow> claim(String namespace, TeamId team, Instant now) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "insert into namespace (name, team_id, created_at) values (:name, :team, :now)"
                                        + " on conflict (name) do nothing")
                        .setParameter("name", namespace)
                        .setParameter("team", team.value())
                        .setParameter("now", now.atOffset(ZoneOffset.UTC))
                        .executeUpdate()
                        .chain(() -> session.find(NamespaceRow.class, namespace)));
    }

    Uni<NamespaceRow> findNamespace(String namespace) {
        return Panache.getSession().chain(session -> session.find(NamespaceRow.class, namespace));
    }
}
