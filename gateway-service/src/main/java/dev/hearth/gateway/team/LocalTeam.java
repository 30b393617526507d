package dev.hearth.gateway.team;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/** Team {@code local}, its owner and the owner's key: there from the first start on, whichever replica comes first. */
@ApplicationScoped
class LocalTeam {
    static final String USERNAME = "local";

    /** Ids are the same in every installation, so that starting twice at once makes them once. */
    private static final String OWNER_ID = "hearth00000000000000000002";

    private static final String OWNER_KEY_ID = "hearth00000000000000000003";
    private static final Logger LOG = Logger.getLogger(LocalTeam.class);

    private final TeamConfig config;
    private final Clock clock;

    LocalTeam(TeamConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    void onStart(@Observes StartupEvent event) throws Throwable {
        if (config.ownerKey().isEmpty()) {
            LOG.warn("HEARTH_OWNER_KEY is not set: team local has no owner key of this start");
        }
        VertxContextSupport.subscribeAndAwait(this::ensure);
    }

    @WithTransaction
    Uni<Void> ensure() {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        return Panache.getSession()
                .chain(session -> team(session, now)
                        .chain(() -> owner(session, now))
                        .chain(() -> namespace(session, now))
                        .chain(() -> config.ownerKey().isEmpty()
                                ? Uni.createFrom().nullItem()
                                : key(
                                        session,
                                        new ApiKeySecret(config.ownerKey().get()),
                                        now))
                        .replaceWithVoid());
    }

    private Uni<Integer> team(Mutiny.Session session, OffsetDateTime now) {
        return session.createNativeQuery("""
                        insert into team (id, username, name, type, created_at, updated_at)
                        values (:id, :username, :username, 'team', :now, :now)
                        on conflict (id) do nothing""")
                .setParameter("id", config.localTeamId().value())
                .setParameter("username", USERNAME)
                .setParameter("now", now)
                .executeUpdate();
    }

    private Uni<Integer> owner(Mutiny.Session session, OffsetDateTime now) {
        return session.createNativeQuery("""
                        insert into team_user (id, team_id, email, name, role, created_at, updated_at)
                        values (:id, :team, '', 'owner', 'admin', :now, :now)
                        on conflict (id) do nothing""")
                .setParameter("id", OWNER_ID)
                .setParameter("team", config.localTeamId().value())
                .setParameter("now", now)
                .executeUpdate();
    }

    private Uni<Integer> namespace(Mutiny.Session session, OffsetDateTime now) {
        return session.createNativeQuery("""
                        insert into namespace (name, team_id, created_at)
                        values (:name, :team, :now)
                        on conflict (name) do nothing""")
                .setParameter("name", USERNAME)
                .setParameter("team", config.localTeamId().value())
                .setParameter("now", now)
                .executeUpdate();
    }

    private Uni<Integer> key(Mutiny.Session session, ApiKeySecret secret, OffsetDateTime now) {
        return session.createNativeQuery("""
                        insert into api_key (id, team_id, user_id, name, key_hash, masked_key, scopes, source,
                                             created_at, updated_at)
                        values (:id, :team, :owner, 'owner', :hash, :masked, '{}', :source, :now, :now)
                        on conflict (id) do update
                        set key_hash = excluded.key_hash, masked_key = excluded.masked_key, updated_at = excluded.updated_at
                        where api_key.key_hash <> excluded.key_hash""")
                .setParameter("id", OWNER_KEY_ID)
                .setParameter("team", config.localTeamId().value())
                .setParameter("owner", OWNER_ID)
                .setParameter("hash", secret.hash().hex())
                .setParameter("masked", secret.masked())
                .setParameter("source", ApiKeyRow.FROM_ENVIRONMENT)
                .setParameter("now", now)
                .executeUpdate();
    }
}
