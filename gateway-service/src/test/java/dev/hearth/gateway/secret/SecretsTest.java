package dev.hearth.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.testing.ApiClient;
import dev.hearth.ids.Ids;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SecretsTest {
    private static final String VALUE = "hf_a-value-of-some-length-0123456789";

    @Inject
    Pool database;

    private ApiClient.Team team;
    private ApiClient api;

    @BeforeEach
    void makeTeam() {
        team = ApiClient.newTeam();
        api = team.client();
    }

    @Test
    void showsASecretMaskedAndItsValueOnlyWhenAskedTo() {
        Response made = api.post("/secrets", Map.of("key", "HF_TOKEN", "value", VALUE, "description", "for models"));
        Response listed = api.post("/secrets/list", Map.of());
        Response revealed = api.get("/secrets/reveal/HF_TOKEN");

        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.<String>path("data.key")).isEqualTo("HF_TOKEN");
        assertThat(made.<String>path("data.masked_value")).isEqualTo("****6789");
        assertThat(made.<String>path("data.description")).isEqualTo("for models");
        assertThat(made.<String>path("data.scope")).isEqualTo("team");
        assertThat(made.<String>path("data.team_id")).isEqualTo(team.id().value());
        assertThat(made.asString() + listed.asString()).doesNotContain(VALUE);
        assertThat(listed.<List<String>>path("data.items.key")).containsExactly("HF_TOKEN");
        assertThat(revealed.<String>path("data.value")).isEqualTo(VALUE);
        assertThat(revealed.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void overwritesWhatIsCreatedAgainAndKeepsTheDescription() {
        Response first = api.post("/secrets", Map.of("key", "A", "value", "one", "description", "first"));

        Response second = api.post("/secrets", Map.of("key", "A", "value", "two"));

        assertThat(second.<String>path("data.id")).isEqualTo(first.path("data.id"));
        assertThat(second.<String>path("data.description")).isEqualTo("first");
        assertThat(value("A")).isEqualTo("two");
    }

    @Test
    void updatesAndDeletesByKey() {
        api.post("/secrets", Map.of("key", "A", "value", "one"));

        Response updated = put("A", Map.of("value", "two"));
        String between = value("A");
        Response deleted = api.delete("/secrets/A");

        assertThat(updated.statusCode()).isEqualTo(200);
        assertThat(between).isEqualTo("two");
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(api.get("/secrets/reveal/A").statusCode()).isEqualTo(404);
        assertThat(put("A", Map.of("value", "three")).statusCode()).isEqualTo(404);
        assertThat(api.delete("/secrets/A").statusCode()).isEqualTo(404);
    }

    @Test
    void keepsTeamsApart() {
        ApiClient other = ApiClient.newTeam().client();
        api.post("/secrets", Map.of("key", "A", "value", VALUE));
        other.post("/secrets", Map.of("key", "B", "value", "theirs"));

        assertThat(other.get("/secrets/reveal/A").statusCode()).isEqualTo(404);
        assertThat(other.delete("/secrets/A").statusCode()).isEqualTo(404);
        assertThat(other.post("/secrets/list", Map.of()).<List<String>>path("data.items.key"))
                .containsExactly("B");
        assertThat(value("A")).isEqualTo(VALUE);
    }

    @Test
    void asksForTheScopeOfEachRoute() {
        ApiClient reader = withScopes("secrets:read");
        ApiClient writer = withScopes("secrets:write");
        api.post("/secrets", Map.of("key", "A", "value", VALUE));

        assertThat(reader.get("/secrets/reveal/A").statusCode()).isEqualTo(200);
        assertThat(reader.post("/secrets", Map.of("key", "B", "value", "x")).statusCode())
                .isEqualTo(403);
        assertThat(reader.delete("/secrets/A").statusCode()).isEqualTo(403);
        assertThat(writer.get("/secrets/reveal/A").statusCode()).isEqualTo(403);
        assertThat(writer.post("/secrets/list", Map.of()).statusCode()).isEqualTo(403);
        assertThat(writer.post("/secrets", Map.of("key", "B", "value", "x")).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATH",
                "PYTHONPATH",
                "PYTHONSTARTUP",
                "LD_PRELOAD",
                "LD_LIBRARY_PATH",
                "HOME",
                "BASH_ENV",
                "IFS",
                "HEARTH_SOCKET",
                "path",
                "TMPDIR",
                "CUDA_VISIBLE_DEVICES",
                "1ST",
                "A-B",
                "A B",
                "",
                "Ä",
                "A=B"
            })
    void refusesNamesThatSteerWhatRunsOrAreNone(String name) {
        Response refused = api.post("/secrets", Map.of("key", name, "value", VALUE));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.<String>path("error.message")).startsWith("key ");
        assertThat(refused.asString()).doesNotContain(VALUE);
    }

    @Test
    void saysWhatIsWrongWithoutRepeatingAValue() {
        List<Object> bodies = List.of(
                Map.of("key", "A"),
                Map.of("value", VALUE),
                Map.of("key", "A", "value", ""),
                Map.of("key", "A", "value", List.of(VALUE)),
                Map.of("key", "A", "value", VALUE, "description", Map.of("is", VALUE)),
                Map.of("key", "A", "value", "x".repeat(70_000)),
                "{\"key\":\"A\",\"value\":" + VALUE + "}",
                "{\"key\":\"A\",\"value\":\"" + VALUE,
                "{\"key\":\"A\",\"value\":\"" + VALUE + "\",\"value\":\"" + VALUE + "\"}",
                "[\"" + VALUE + "\"]");
        for (Object body : bodies) {
            Response refused = api.post("/secrets", body);

            assertThat(refused.statusCode()).as(body.toString()).isEqualTo(400);
            assertThat(refused.asString()).doesNotContain(VALUE);
        }

        assertThat(api.post("/secrets/list", Map.of()).<List<String>>path("data.items.key"))
                .isEmpty();
    }

    @Test
    void saysBeforehandWhatIsMissing() {
        api.post("/secrets", Map.of("key", "A", "value", "x"));
        Map<String, Object> wanted = Map.of(
                "secrets", List.of("A", Map.of("key", "B"), Map.of("key", "C", "optional", true)),
                "integrations", List.of(Map.of("key", "x.tweet.read")));

        Response missing = api.post("/integrations/check", wanted);
        api.post("/secrets", Map.of("key", "B", "value", "x"));
        api.post("/secrets", Map.of("key", "X_ACCESS_TOKEN", "value", "x"));
        Response enough = api.post("/credentials/check", wanted);

        assertThat(missing.statusCode()).isEqualTo(200);
        assertThat(missing.<Boolean>path("data.satisfied")).isFalse();
        assertThat(missing.<List<String>>path("data.errors.key")).containsExactly("B", "x.tweet.read");
        assertThat(enough.<Boolean>path("data.satisfied")).isTrue();
        assertThat(api.post("/integrations/check", Map.of("secrets", List.of(5)))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void storesNoValueInAnyTable() {
        String value = "visible-" + Ids.random();
        api.post("/secrets", Map.of("key", "A", "value", value, "description", "d"));

        List<String> tables = strings("select table_schema || '.' || table_name from information_schema.tables"
                + " where table_type = 'BASE TABLE' and table_schema = current_schema()");

        assertThat(tables).anyMatch(table -> table.endsWith(".secret"));
        for (String table : tables) {
            assertThat(strings("select t::text || coalesce(encode(cast(t::text as bytea), 'escape'), '') from " + table
                            + " t"))
                    .as(table)
                    .noneMatch(row -> row.contains(value));
        }
        // what is sealed reads as nothing either
        assertThat(strings("select encode(sealed, 'escape') from secret")).noneMatch(row -> row.contains(value));
    }

    private String value(String key) {
        return api.get("/secrets/reveal/{key}", key).path("data.value");
    }

    private Response put(String key, Map<String, Object> body) {
        return io.restassured.RestAssured.given()
                .header("Authorization", "Bearer " + api.key())
                .contentType("application/json")
                .body(body)
                .put("/secrets/{key}", key);
    }

    private ApiClient withScopes(String... scopes) {
        return new ApiClient(api.post("/apikeys", Map.of("name", "k", "scopes", List.of(scopes)))
                .path("data.key"));
    }

    private List<String> strings(String query) {
        return database.query(query)
                .execute()
                .map(rows -> java.util.stream.StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString(0))
                        .toList())
                .await()
                .atMost(Duration.ofSeconds(10));
    }
}
