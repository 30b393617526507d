package dev.hearth.gateway.secret;

import dev.hearth.gateway.storage.FreshContext;
import dev.hearth.gateway.storage.RecentAnswers;
import dev.hearth.ids.TeamId;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Remembers names and fingerprints for a moment, so that a call does not ask the database. */
@Singleton
class RememberedSecrets implements TeamSecrets {
    private final SecretRepository secrets;
    private final RecentAnswers<TeamId, SecretSet> recent;

    RememberedSecrets(SecretRepository secrets, FreshContext context, SecretsConfig config) {
        this.secrets = secrets;
        this.recent = new RecentAnswers<>(config.maxAge(), config.rememberedTeams(), context, this::ask);
    }

    @Override
    public Uni<SecretSet> of(TeamId team) {
        return recent.about(team);
    }

    void forgetAll() {
        recent.forgetAll();
    }

    @WithSession
    Uni<SecretSet> ask(TeamId team) {
        return secrets.fingerprints(team).map(SecretSet::new);
    }
}
