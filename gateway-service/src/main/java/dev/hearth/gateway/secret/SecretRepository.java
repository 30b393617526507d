package dev.hearth.gateway.secret;

import dev.hearth.gateway.listing.ListFields;
import dev.hearth.gateway.listing.ListQuery;
import dev.hearth.gateway.listing.Page;
import dev.hearth.ids.Ids;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.UserId;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Stored secrets. */
@ApplicationScoped
class SecretRepository {
    static final ListFields<SecretRow> FIELDS = ListFields.<SecretRow>builder()
            .instant("created_at", "createdAt", row -> row.createdAt)
            .instant("updated_at", "updatedAt", row -> row.updatedAt)
            .text("id", "id", row -> row.id)
            .text("key", "name", row -> row.name)
            .text("description", "description", row -> row.description)
            .searched("key")
            .searched("description")
            .build();

    /** What is stored of a value. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sealed(String masked, byte[] sealed, String fingerprint) {}

    /**
     * Sets a secret, whether or not it is there.
     *
     * @param description null: stays as it was
     */
    Uni<Void> put(TeamId team, UserId user, SecretName name, @Nullable String description, Sealed value, Instant now) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery("""
                                insert into secret (id, team_id, user_id, name, description, masked_value, sealed,
                                                    fingerprint, created_at, updated_at)
                                values (:id, :team, :user, :name, coalesce(cast(:description as text), ''), :masked,
                                        :sealed, :fingerprint, :now, :now)
                                on conflict (team_id, name) do update
                                set user_id = excluded.user_id,
                                    description = coalesce(cast(:description as text), secret.description),
                                    masked_value = excluded.masked_value, sealed = excluded.sealed,
                                    fingerprint = excluded.fingerprint, updated_at = excluded.updated_at""")
                        .setParameter("id", Ids.random())
                        .setParameter("team", team.value())
                        .setParameter("user", user.value())
                        .setParameter("name", name.value())
                        .setParameter("description", description)
                        .setParameter("masked", value.masked())
                        .setParameter("sealed", value.sealed())
                        .setParameter("fingerprint", value.fingerprint())
                        .setParameter("now", now.atOffset(ZoneOffset.UTC))
                        .executeUpdate())
                .replaceWithVoid();
    }

    Uni<@Nullable SecretRow> find(TeamId team, String name) {
        if (!SecretName.isName(name)) {
            return Uni.createFrom().nullItem();
        }
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(
                                "from SecretRow where teamId = :team and name = :name", SecretRow.class)
                        .setParameter("team", team.value())
                        .setParameter("name", name)
                        .getSingleResultOrNull());
    }

    Uni<List<SecretRow>> listNamed(TeamId team, Collection<String> names) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(
                                "from SecretRow where teamId = :team and name in :names", SecretRow.class)
                        .setParameter("team", team.value())
                        .setParameter("names", names)
                        .getResultList());
    }

    Uni<Long> count(TeamId team) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(
                                "select count(s) from SecretRow s where s.teamId = :team", Long.class)
                        .setParameter("team", team.value())
                        .getSingleResult());
    }

    /** Without the values. */
    Uni<Map<String, String>> fingerprints(TeamId team) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(
                                "select s.name, s.fingerprint from SecretRow s where s.teamId = :team", Object[].class)
                        .setParameter("team", team.value())
                        .getResultList())
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(row -> Objects.toString(row[0]), row -> Objects.toString(row[1]))));
    }

    /** Secrets of all teams that another key has sealed, in the order of their ids, from behind this one on. */
    Uni<List<SecretRow>> listSealedOtherwise(byte[] keyId, String after, int limit) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "select * from secret where substring(sealed from 2 for 8) <> :key and id > :after"
                                        + " order by id limit :limit",
                                SecretRow.class)
                        .setParameter("key", keyId)
                        .setParameter("after", after)
                        .setParameter("limit", limit)
                        .getResultList());
    }

    /** Stores the same value under another seal, unless it was set meanwhile. */
    Uni<Integer> reseal(SecretRow row, byte[] sealed, String fingerprint) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "update secret set sealed = :sealed, fingerprint = :fingerprint"
                                        + " where id = :id and sealed = :before")
                        .setParameter("sealed", sealed)
                        .setParameter("fingerprint", fingerprint)
                        .setParameter("id", row.id)
                        .setParameter("before", row.sealed)
                        .executeUpdate());
    }

    Uni<Page<SecretRow>> list(TeamId team, ListQuery<SecretRow> query) {
        return query.run(SecretRow.class, "e.teamId = :team", Map.of("team", team.value()));
    }

    Uni<Void> remove(SecretRow row) {
        return Panache.getSession().chain(session -> session.remove(row));
    }
}
