package dev.hearth.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.testing.ApiClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ResealingTest.AfterAChangeOfTheKey.class)
class ResealingTest {
    private static final String NEW = "the-key-of-today-0123456789-0123456789";
    private static final String OLD = "the-key-of-yesterday-0123456789-012345";
    private static final String LOST = "a-key-that-nobody-has-any-more-0123456";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Pool database;

    @Inject
    Resealing resealing;

    private ApiClient.Team team;
    private ApiClient api;

    public static final class AfterAChangeOfTheKey implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("hearth.gateway.secrets.key", NEW, "hearth.gateway.secrets.old-keys", OLD);
        }
    }

    @BeforeEach
    void makeTeam() {
        team = ApiClient.newTeam();
        api = team.client();
    }

    @Test
    void sealsWithTheCurrentKeyWhatAnOldOneHadSealed() {
        for (int i = 0; i < 150; i++) { // more than are taken at once
            store("SECRET_" + i, "value " + i, OLD);
        }
        Row before = row("SECRET_0");

        resealing.all().await().atMost(PATIENCE);

        Seal current = seal(NEW);
        for (int i = 0; i < 150; i++) {
            SecretName name = new SecretName("SECRET_" + i);
            byte[] sealed = row(name.value()).getBuffer("sealed").getBytes();
            assertThat(current.open(team.id(), name, sealed).clear()).isEqualTo("value " + i);
        }
        Row after = row("SECRET_0");
        assertThat(after.getString("fingerprint"))
                .isEqualTo(current.fingerprint(team.id(), new SecretName("SECRET_0"), new SecretValue("value 0")));
        assertThat(after.getOffsetDateTime("updated_at")).isEqualTo(before.getOffsetDateTime("updated_at"));
    }

    @Test
    void leavesAloneWhatNoKeyOpensAndGoesOn() {
        store("LOST", "gone", LOST);
        store("MINE", "kept", OLD);
        byte[] lost = row("LOST").getBuffer("sealed").getBytes();

        Resealing.Outcome outcome = resealing.all().await().atMost(PATIENCE);

        assertThat(outcome.unknown()).isPositive();
        assertThat(row("LOST").getBuffer("sealed").getBytes()).isEqualTo(lost);
        assertThat(seal(NEW)
                        .open(
                                team.id(),
                                new SecretName("MINE"),
                                row("MINE").getBuffer("sealed").getBytes())
                        .clear())
                .isEqualTo("kept");
        Response refused = api.get("/secrets/reveal/LOST");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("HEARTH_SECRETS_OLD_KEYS");
    }

    @Test
    void changesNothingThatTheCurrentKeyHasSealed() {
        api.post("/secrets", Map.of("key", "NEWER", "value", "one"));
        byte[] before = row("NEWER").getBuffer("sealed").getBytes();

        resealing.all().await().atMost(PATIENCE);

        assertThat(row("NEWER").getBuffer("sealed").getBytes()).isEqualTo(before);
    }

    /** As a gateway with another key has stored it. */
    private void store(String key, String value, String sealingKey) {
        api.post("/secrets", Map.of("key", key, "value", "to be replaced"));
        SecretName name = new SecretName(key);
        Seal seal = seal(sealingKey);
        database.preparedQuery("update secret set sealed = $1, fingerprint = $2 where team_id = $3 and name = $4")
                .execute(Tuple.of(
                        io.vertx.core.buffer.Buffer.buffer(seal.close(team.id(), name, new SecretValue(value))),
                        seal.fingerprint(team.id(), name, new SecretValue(value)),
                        team.id().value(),
                        key))
                .await()
                .atMost(PATIENCE);
    }

    private Row row(String key) {
        return database.preparedQuery("select * from secret where team_id = $1 and name = $2")
                .execute(Tuple.of(team.id().value(), key))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next();
    }

    private static Seal seal(String key) {
        return new Seal(List.of(SealingKey.of("test", key)));
    }
}
