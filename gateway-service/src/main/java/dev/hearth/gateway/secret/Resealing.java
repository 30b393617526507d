package dev.hearth.gateway.secret;

import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.storage.FreshContext;
import dev.hearth.ids.TeamId;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Seals anew, at every start, what keys of the past have sealed, so that those can be given up. Several replicas may do it
 * at once: a row is changed only if it still is what was read.
 */
@ApplicationScoped
class Resealing {
    private static final int AT_ONCE = 100;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Logger LOG = Logger.getLogger(Resealing.class);

    private final SecretRepository secrets;
    private final RememberedSecrets remembered;
    private final Seal seal;
    private final FreshContext context;

    Resealing(SecretRepository secrets, RememberedSecrets remembered, Seal seal, FreshContext context) {
        this.secrets = secrets;
        this.remembered = remembered;
        this.seal = seal;
        this.context = context;
    }

    /**
     * What became of secrets that the current key had not sealed.
     *
     * @param unknown no key opens them
     * @param last the id of the last one looked at; empty: there are no more
     */
    record Outcome(int resealed, int unknown, String last) {
        Outcome plus(Outcome next) {
            return new Outcome(resealed + next.resealed, unknown + next.unknown, next.last);
        }
    }

    void onStart(@Observes StartupEvent event) {
        if (seal.hasOldKeys()) {
            all().onFailure()
                    .retry()
                    .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                    .indefinitely()
                    .subscribe()
                    .with(Resealing::tell, failure -> LOG.error("secrets are not sealed anew", failure));
        }
    }

    /** Goes once through all secrets. */
    Uni<Outcome> all() {
        return from(new Outcome(0, 0, "")).invoke(remembered::forgetAll);
    }

    private Uni<Outcome> from(Outcome before) {
        return context.run(() -> some(before.last))
                .map(before::plus)
                .chain(now -> now.last.isEmpty() ? Uni.createFrom().item(now) : from(now));
    }

    @WithTransaction
    Uni<Outcome> some(String after) {
        return secrets.listSealedOtherwise(seal.currentKeyId(), after, AT_ONCE)
                .chain(rows -> Multi.createFrom()
                        .iterable(rows)
                        .onItem()
                        .transformToUniAndConcatenate(this::reseal)
                        .collect()
                        .asList()
                        .map(resealed -> outcome(rows, resealed)));
    }

    private static Outcome outcome(List<SecretRow> rows, List<Boolean> resealed) {
        int done = (int) resealed.stream().filter(Boolean::booleanValue).count();
        return new Outcome(done, rows.size() - done, rows.isEmpty() ? "" : rows.getLast().id);
    }

    /** False if no key opens it; it stays as it is, and whoever asks for it is told. */
    private Uni<Boolean> reseal(SecretRow row) {
        TeamId team = new TeamId(row.teamId);
        SecretName name = new SecretName(row.name);
        Optional<SecretValue> value = opened(team, name, row);
        return value.isEmpty()
                ? Uni.createFrom().item(false)
                : secrets.reseal(row, seal.close(team, name, value.get()), seal.fingerprint(team, name, value.get()))
                        .replaceWith(true);
    }

    private Optional<SecretValue> opened(TeamId team, SecretName name, SecretRow row) {
        try {
            return Optional.of(seal.open(team, name, row.sealed));
        } catch (ServiceException e) {
            LOG.warnf("%s: teamId=%s", e.getMessage(), team);
            return Optional.empty();
        }
    }

    private static void tell(Outcome outcome) {
        LOG.infof(
                "sealed anew with the current key: secrets=%d, opened by no key=%d; the old keys are needed no longer",
                outcome.resealed, outcome.unknown);
    }
}
