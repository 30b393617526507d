package dev.hearth.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.testing.ApiClient;
import dev.hearth.gateway.testing.FakeFiles;
import dev.hearth.gateway.testing.PublishedApps;
import dev.hearth.gateway.testing.PublishedApps.Version;
import dev.hearth.ids.FileId;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one team has, another does not find, whatever it tries. */
@QuarkusTest
class IsolationTest {
    @Inject
    PublishedApps apps;

    @Inject
    FakeFiles files;

    private ApiClient.Team team;
    private ApiClient stranger;

    @BeforeEach
    void makeTeams() {
        team = ApiClient.newTeam();
        stranger = ApiClient.newTeam().client();
    }

    @Test
    void hidesPrivateApps() {
        Version version = apps.ready(team);
        String id = version.app().value();
        String versionId = version.id().value();
        String name = version.reference().substring(team.username().length() + 1);

        List<Response> answers = List.of(
                stranger.get("/apps/{id}", id),
                stranger.get("/apps/{ns}/{name}", team.username(), name),
                stranger.get("/apps/{ns}/{name}", team.username(), name + "@" + versionId),
                stranger.post("/apps/{id}", Map.of("description", "mine"), id),
                stranger.post("/apps", Map.of("id", id, "description", "mine")),
                stranger.delete("/apps/{id}", id),
                stranger.post("/apps/{id}/versions/list", Map.of(), id),
                stranger.get("/apps/{id}/versions/{v}", id, versionId),
                stranger.put("/apps/{id}/versions/{v}/current", id, versionId));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(404));
        assertThat(stranger.post("/apps/list", Map.of("include_others", true)).asString())
                .doesNotContain(id);
        assertThat(team.client().get("/apps/{id}", id).<String>path("data.description"))
                .isEqualTo("From inf.yml");
    }

    @Test
    void showsPublicAppsButLetsNobodyElseChangeThem() {
        Version version = apps.ready(team);
        Version building = apps.building(
                team, version.reference().substring(team.username().length() + 1), Map.of());
        String id = version.app().value();
        team.client().post("/apps/{id}", Map.of("visibility", "public"), id);

        List<Response> refused = List.of(
                stranger.post("/apps/{id}", Map.of("description", "mine"), id),
                stranger.delete("/apps/{id}", id),
                stranger.put("/apps/{id}/versions/{v}/current", id, version.id().value()));

        assertThat(stranger.get("/apps/{id}", id).statusCode()).isEqualTo(200);
        assertThat(refused).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(403));
        assertThat(stranger.post("/apps/{id}/versions/list", Map.of(), id).<List<String>>path("data.items.id"))
                .containsExactly(version.id().value());
        assertThat(stranger.get("/apps/{id}/versions/{v}", id, building.id().value())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void hidesKeys() {
        String id = team.client().post("/apikeys", Map.of("name", "x")).path("data.id");

        assertThat(stranger.delete("/apikeys/{id}", id).statusCode()).isEqualTo(404);
        assertThat(stranger.post("/apikeys/list", Map.of()).asString()).doesNotContain(id);
    }

    @Test
    void hidesFiles() {
        FileId file = files.stored(team.id(), "uploads");

        assertThat(stranger.get("/files/{id}", file.value()).statusCode()).isEqualTo(404);
        assertThat(stranger.delete("/files/{id}", file.value()).statusCode()).isEqualTo(404);
        assertThat(stranger.post("/files/list", Map.of()).asString()).doesNotContain(file.value());
    }

    @Test
    void keepsNamespacesApart() {
        Response refused = stranger.post("/apps", Map.of("namespace", team.username(), "name", "x"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.<String>path("error.message")).contains("belongs to another team");
        assertThat(stranger.post("/apps", Map.of("namespace", "nobodys", "name", "x"))
                        .statusCode())
                .isEqualTo(403);
    }
}
