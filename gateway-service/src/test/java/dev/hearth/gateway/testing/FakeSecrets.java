package dev.hearth.gateway.testing;

import dev.hearth.gateway.secret.SecretSet;
import dev.hearth.gateway.secret.TeamSecrets;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The secrets of every team alike: what a test has set. */
public final class FakeSecrets implements TeamSecrets {
    private final Map<String, String> fingerprints = new ConcurrentHashMap<>();

    /** Sets a secret. */
    public void set(String name, String fingerprint) {
        fingerprints.put(name, fingerprint);
    }

    @Override
    public Uni<SecretSet> of(TeamId team) {
        return Uni.createFrom().item(new SecretSet(fingerprints));
    }
}
