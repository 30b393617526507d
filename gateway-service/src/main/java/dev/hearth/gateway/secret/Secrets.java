package dev.hearth.gateway.secret;

import dev.hearth.gateway.listing.CursorList;
import dev.hearth.gateway.listing.ListQuery;
import dev.hearth.gateway.listing.ListRequest;
import dev.hearth.gateway.storage.AnswersInTime;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.TeamId;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Decides about secrets: a team's are its own, sealed before they are stored, opened only to be told. */
@ApplicationScoped
@AnswersInTime
class Secrets {
    private static final Logger LOG = Logger.getLogger(Secrets.class);

    private final SecretRepository secrets;
    private final RememberedSecrets remembered;
    private final Seal seal;
    private final SecretsConfig config;
    private final Clock clock;

    Secrets(SecretRepository secrets, RememberedSecrets remembered, Seal seal, SecretsConfig config, Clock clock) {
        this.secrets = secrets;
        this.remembered = remembered;
        this.seal = seal;
        this.config = config;
        this.clock = clock;
    }

    /** Sets a secret; one of this name is overwritten. */
    Uni<SecretView> set(Caller caller, SecretName name, SecretBody body) {
        return store(caller, name, body).invoke(remembered::forgetAll);
    }

    /** Gives a secret that is there another value. */
    Uni<SecretView> update(Caller caller, String key, SecretBody body) {
        return require(caller.team(), key).chain(row -> set(caller, new SecretName(row.name), body));
    }

    Uni<Void> delete(Caller caller, String key) {
        return remove(caller.team(), key).invoke(remembered::forgetAll);
    }

    @WithSession
    Uni<CursorList<SecretView>> list(Caller caller, @Nullable ListRequest request) {
        return secrets.list(caller.team(), ListQuery.of(request, SecretRepository.FIELDS))
                .map(page -> page.map(SecretView::masked));
    }

    /** With the value in clear; that it was told is logged, the value is not. */
    Uni<SecretView> reveal(Caller caller, String key) {
        return require(caller.team(), key).map(row -> {
            SecretView view = SecretView.inClear(row, open(row));
            LOG.infof("secret revealed: secretKey=%s, teamId=%s, apiKeyId=%s", row.name, row.teamId, caller.key());
            return view;
        });
    }

    /** The values of these secrets by name; fails if one of them is not there any more. */
    Uni<Map<String, String>> values(TeamId team, List<String> names) {
        return valuesOfKnown(team, names).invoke(values -> {
            for (String name : names) {
                if (!values.containsKey(name)) {
                    throw SecretErrors.removed(name);
                }
            }
        });
    }

    /** As {@link #values}, without the ones that are not there. */
    @WithSession
    Uni<Map<String, String>> valuesOfKnown(TeamId team, List<String> names) {
        List<String> possible = names.stream().filter(SecretName::isName).toList();
        if (possible.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return secrets.listNamed(team, possible).map(rows -> {
            Map<String, String> values = new TreeMap<>();
            rows.forEach(row -> values.put(row.name, open(row).clear()));
            return values;
        });
    }

    @WithSession
    Uni<SecretRow> require(TeamId team, String key) {
        return secrets.find(team, key).onItem().ifNull().failWith(() -> SecretErrors.notFound(key));
    }

    @WithTransaction
    Uni<SecretView> store(Caller caller, SecretName name, SecretBody body) {
        SecretRepository.Sealed sealed = new SecretRepository.Sealed(
                body.value().masked(),
                seal.close(caller.team(), name, body.value()),
                seal.fingerprint(caller.team(), name, body.value()));
        return requireRoom(caller.team(), name)
                .chain(() ->
                        secrets.put(caller.team(), caller.user(), name, body.description(), sealed, clock.instant()))
                .chain(() -> secrets.find(caller.team(), name.value()))
                .map(row -> SecretView.masked(Objects.requireNonNull(row)));
    }

    private Uni<Void> requireRoom(TeamId team, SecretName name) {
        return secrets.find(team, name.value())
                .chain(known -> known != null ? Uni.createFrom().item(0L) : secrets.count(team))
                .invoke(count -> {
                    if (count >= config.perTeam()) {
                        throw SecretErrors.tooMany(config.perTeam());
                    }
                })
                .replaceWithVoid();
    }

    @WithTransaction
    Uni<Void> remove(TeamId team, String key) {
        return secrets.find(team, key)
                .onItem()
                .ifNull()
                .failWith(() -> SecretErrors.notFound(key))
                .chain(secrets::remove);
    }

    private SecretValue open(SecretRow row) {
        return seal.open(new TeamId(row.teamId), new SecretName(row.name), row.sealed);
    }
}
