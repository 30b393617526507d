package dev.hearth.gateway.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.testing.ApiClient;
import dev.hearth.ids.Ids;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TeamsTest {
    @Inject
    TeamConfig config;

    @Test
    void knowsTheOwnerOfTeamLocal() {
        Response me = ApiClient.owner().get("/me");

        assertThat(me.statusCode()).isEqualTo(200);
        assertThat(me.<String>path("data.team.username")).isEqualTo("local");
        assertThat(me.<String>path("data.team.id"))
                .isEqualTo(config.localTeamId().value());
        assertThat(me.<String>path("data.user.default_team_id"))
                .isEqualTo(config.localTeamId().value());
    }

    @Test
    void givesANewTeamAKeyOfItsOwn() {
        ApiClient.Team team = ApiClient.newTeam();

        Response me = team.client().get("/me");

        assertThat(me.<String>path("data.team.id")).isEqualTo(team.id().value());
        assertThat(me.<String>path("data.team.owner_key")).isNull();
    }

    @Test
    void letsOnlyTheOwnerOfLocalMakeTeams() {
        Response refused = ApiClient.newTeam().client().post("/teams", Map.of("username", "anything"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.<String>path("error.code")).isEqualTo("forbidden");
    }

    @Test
    void refusesAUsernameThatIsTaken() {
        ApiClient.Team team = ApiClient.newTeam();

        Response refused = ApiClient.owner().post("/teams", Map.of("username", team.username()));

        assertThat(refused.statusCode()).isEqualTo(409);
    }

    @Test
    void refusesTheNameOfANamespaceThatLocalUses() {
        String namespace = "ns-" + Ids.random();
        ApiClient.owner().post("/apps", Map.of("namespace", namespace, "name", "x"));

        Response refused = ApiClient.owner().post("/teams", Map.of("username", namespace));

        assertThat(refused.statusCode()).isEqualTo(409);
    }

    @Test
    void listsAllTeamsToLocalAndTheOwnOneToOthers() {
        ApiClient.Team team = ApiClient.newTeam();

        assertThat(ApiClient.owner().get("/teams").<List<String>>path("data.username"))
                .contains("local", team.username());
        assertThat(team.client().get("/teams").<List<String>>path("data.username"))
                .containsExactly(team.username());
    }

    @Test
    void saysWhatIsWrongWithANewTeam() {
        assertThat(message(Map.of())).isEqualTo("username is missing");
        assertThat(message(Map.of("username", "a b"))).startsWith("username must be 1 to 63");
        assertThat(message(Map.of("username", 7))).contains("username");
        assertThat(message(Map.of("username", "x", "name", Map.of()))).contains("name");
        assertThat(message(Map.of("username", "x", "name", "a\u0000b"))).contains("name");
    }

    private static String message(Object body) {
        Response answer = ApiClient.owner().post("/teams", body);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
        return answer.path("error.message");
    }
}
