package dev.hearth.gateway.team;

import static dev.hearth.gateway.testing.Eventually.assertThatSoon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.testing.ApiClient;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ApiKeysTest {
    private ApiClient.Team team;

    @BeforeEach
    void makeTeam() {
        team = ApiClient.newTeam();
    }

    @Test
    void showsAKeyInClearOnce() {
        Response made = team.client().post("/apikeys", Map.of("name", "ci"));
        String key = made.path("data.key");

        Response listed = team.client().post("/apikeys/list", Map.of());

        assertThat(new ApiClient(key).get("/me").statusCode()).isEqualTo(200);
        assertThat(listed.asString()).doesNotContain(key);
        assertThat(listed.<List<String>>path("data.items.name")).containsExactly("ci", "owner");
        assertThat(listed.<String>path("data.items[0].key")).isEqualTo(key.substring(0, 7) + "…" + key.substring(51));
    }

    @Test
    void refusesCallsWithoutAValidKey() {
        assertThat(new ApiClient("hk_unknown").get("/me").statusCode()).isEqualTo(401);
        Response none = RestAssured.get("/me");
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.<String>path("error.code")).isEqualTo("unauthorized");
    }

    @Test
    void refusesADeletedKeyFromThenOn() {
        Response made = team.client().post("/apikeys", Map.of("name", "gone"));
        ApiClient client = new ApiClient(made.path("data.key"));
        assertThat(client.get("/me").statusCode()).isEqualTo(200);

        Response deleted = team.client().delete("/apikeys/{id}", made.<String>path("data.id"));

        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(client.get("/me").statusCode()).isEqualTo(401);
    }

    @Test
    void letsAScopedKeyDoNoMoreThanItsScopes() {
        ApiClient reader = new ApiClient(team.client()
                .post("/apikeys", Map.of("name", "reader", "scopes", List.of("apps:read", "apikeys")))
                .path("data.key"));

        assertThat(reader.post("/apps/list", Map.of()).statusCode()).isEqualTo(200);
        assertThat(reader.post("/apps", Map.of("name", "x")).statusCode()).isEqualTo(403);
        assertThat(statusOf(reader, Map.of("name", "more"))).isEqualTo(403);
        assertThat(statusOf(reader, Map.of("name", "more", "scopes", List.of("files"))))
                .isEqualTo(403);
        assertThat(statusOf(reader, Map.of("name", "less", "scopes", List.of("apps:read"))))
                .isEqualTo(200);
    }

    @Test
    void refusesAnExpiredKey() {
        Instant soon = Instant.now().plusSeconds(2);
        ApiClient client = new ApiClient(team.client()
                .post("/apikeys", Map.of("name", "short", "expires_at", soon.toString()))
                .path("data.key"));

        assertThatSoon(() -> {
            Response answer = client.get("/me");
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.<String>path("error.message")).contains("expired at");
        });
    }

    @Test
    void notesWhenAKeyWasUsed() {
        Response listed = team.client().post("/apikeys/list", Map.of());

        assertThat(listed.<String>path("data.items[0].last_used_at")).isNotNull();
    }

    @Test
    void keepsTheKeyOfTheEnvironment() {
        Map<String, String> ofTheEnvironment = Map.of("field", "source", "operator", "eq", "value", "environment");
        String id = ApiClient.owner()
                .post("/apikeys/list", Map.of("filters", List.of(ofTheEnvironment)))
                .path("data.items[0].id");

        assertThat(ApiClient.owner().delete("/apikeys/{id}", id).statusCode()).isEqualTo(409);
    }

    @Test
    void saysWhatIsWrongWithANewKey() {
        assertThat(message(Map.of())).isEqualTo("name is missing");
        assertThat(message(Map.of("name", 3))).contains("name");
        assertThat(message(Map.of("name", "x", "scopes", "apps"))).contains("scopes");
        assertThat(message(Map.of("name", "x", "scopes", List.of("apps", "nope"))))
                .isEqualTo("scopes[1] is not a scope: \"nope\"");
        assertThat(message(Map.of("name", "x", "expires_at", "tomorrow"))).startsWith("expires_at must be a time");
        assertThat(message(Map.of("name", "x", "expires_at", "2001-01-01T00:00:00Z")))
                .contains("in the past");
        assertThat(message(Map.of("name", "x", "expires_at", "+999999999-12-31T23:59:59Z")))
                .isEqualTo("expires_at must be a time from 1970 to 9999");
    }

    private static int statusOf(ApiClient client, Object body) {
        return client.post("/apikeys", body).statusCode();
    }

    private String message(Object body) {
        Response answer = team.client().post("/apikeys", body);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
        return answer.path("error.message");
    }
}
