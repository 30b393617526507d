package dev.hearth.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.gateway.testing.ApiClient;
import dev.hearth.gateway.testing.FakeFiles;
import dev.hearth.gateway.testing.FakeScheduler;
import dev.hearth.gateway.testing.PublishedApps;
import dev.hearth.gateway.testing.PublishedApps.Version;
import dev.hearth.json.BuildInput;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskKind;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PublishTest {
    @Inject
    PublishedApps apps;

    @Inject
    FakeScheduler scheduler;

    @Inject
    FakeFiles files;

    @Inject
    BuildSweep sweep;

    private ApiClient.Team team;

    @BeforeEach
    void makeTeam() {
        team = ApiClient.newTeam();
    }

    @Test
    void submitsABuildForTheTeamWithTheArchive() throws IOException {
        Version version = apps.building(team, PublishedApps.newName(), Map.of());

        Task task = scheduler.find(version.build()).orElseThrow();
        assertThat(task.getSpec().getKind()).isEqualTo(TaskKind.TASK_KIND_BUILD);
        assertThat(task.getSpec().getTeamId()).isEqualTo(team.id().value());
        assertThat(task.getSpec().getMaxRunSeconds()).isEqualTo(600);
        BuildInput input =
                new ObjectMapper().readValue(task.getSpec().getInput().toByteArray(), BuildInput.class);
        assertThat(input.appVersionId()).isEqualTo(version.id().value());
        assertThat(input.archiveSha256()).isEqualTo("ab".repeat(32));
    }

    @Test
    void makesTheVersionReadyAndCurrentWithSchemasAsTheBuildFoundThem() throws JsonProcessingException {
        Version version = apps.ready(team);

        Response app = team.client().get("/apps/{id}", version.app().value());
        assertThat(app.<String>path("data.version_id")).isEqualTo(version.id().value());
        assertThat(app.<String>path("data.description")).isEqualTo("From inf.yml");
        assertThat(app.<String>path("data.category")).isEqualTo("image");
        assertThat(app.<String>path("data.visibility")).isEqualTo("private");
        assertThat(app.asString())
                .contains("\"input_schema\":{\"type\":\"object\",\"title\":\"Zeta\",\"properties\":{\"b\":");
        assertThat(app.<Long>path("data.version.resources.gpu.vram")).isEqualTo(24_000_000_000L);
        assertThat(app.<String>path("data.version.kernel")).isEqualTo("python-3.11");
        assertThat(app.<String>path("data.version.functions.upscale.name")).isEqualTo("upscale");
        assertThat(app.<String>path("data.version.warnings[0]")).isEqualTo("description is short");
    }

    @Test
    void keepsTheAuthorsLineOfAFailedBuild() {
        Version version = apps.building(team, PublishedApps.newName(), Map.of());

        apps.fail(version, "inference.py:12: SyntaxError: invalid syntax");

        apps.assertStatus(team, version, "failed");
        Response shown = team.client()
                .get(
                        "/apps/{id}/versions/{v}",
                        version.app().value(),
                        version.id().value());
        assertThat(shown.<String>path("data.version.error")).isEqualTo("inference.py:12: SyntaxError: invalid syntax");
        assertThat(shown.<String>path("data.version.error_code")).isEqualTo("BUILD_FAILED");
        assertThat(shown.<String>path("data.version_id")).isEmpty();
    }

    @Test
    void leavesTheCurrentVersionWhenToldTo() {
        String name = PublishedApps.newName();
        Version first = apps.ready(team, name, Map.of(), PublishedApps.OUTPUT);

        apps.ready(team, name, Map.of("preserve_current_version", true), PublishedApps.OUTPUT);

        assertThat(team.client().get("/apps/{id}", name).<String>path("data.version_id"))
                .isEqualTo(first.id().value());
    }

    @Test
    void keepsTheLaterVersionCurrentWhenAnEarlierBuildEndsLast() {
        String name = PublishedApps.newName();
        Version slow = apps.building(team, name, Map.of());
        Version later = apps.ready(team, name, Map.of(), PublishedApps.OUTPUT);

        apps.complete(slow, PublishedApps.OUTPUT);

        apps.assertStatus(team, slow, "ready");
        assertThat(team.client().get("/apps/{id}", name).<String>path("data.version_id"))
                .isEqualTo(later.id().value());
    }

    @Test
    void movesATagToTheVersionThatBecomesReadyWithIt() {
        String name = PublishedApps.newName();
        Version first = apps.ready(team, name, Map.of("tag", "53bk0yzk"), PublishedApps.OUTPUT);

        Version second = apps.building(team, name, Map.of("tag", "53bk0yzk"));

        assertThat(tagged(name)).isEqualTo(first.id().value());
        apps.complete(second, PublishedApps.OUTPUT);
        apps.assertStatus(team, second, "ready");
        assertThat(tagged(name)).isEqualTo(second.id().value());
    }

    @Test
    void settlesAVersionWhoseBuildCouldNotBeReadAsFailed() {
        Version version = apps.building(team, PublishedApps.newName(), Map.of());

        apps.complete(version, "{\"python\":[]}");

        apps.assertStatus(team, version, "failed");
    }

    @Test
    void settlesAVersionWhoseBuildLeftSomethingOut() {
        Version version = apps.building(team, PublishedApps.newName(), Map.of());

        apps.complete(version, "{\"python\":\"3.11\"}");

        apps.assertStatus(team, version, "failed");
    }

    @Test
    void takesWhateverAnAuthorWrites() {
        Version version = apps.building(team, PublishedApps.newName(), Map.of());

        apps.complete(version, PublishedApps.OUTPUT.replace("From inf.yml", "nul \\u0000 and \uD83D\uDE00"));

        apps.assertStatus(team, version, "ready");
    }

    @Test
    void failsAVersionWhoseBuildIsRefused() {
        scheduler.refuseSubmissions(true);
        try {
            Response refused = team.client()
                    .post(
                            "/apps/{ns}/{name}/versions",
                            Map.of(
                                    "archive_file_id",
                                    files.stored(team.id(), "repos").value()),
                            team.username(),
                            "refused");

            assertThat(refused.statusCode()).isEqualTo(400);
        } finally {
            scheduler.refuseSubmissions(false);
        }
        Response listed = team.client().post("/apps/{id}/versions/list", Map.of(), "refused");
        assertThat(listed.<String>path("data.items[0].status")).isEqualTo("failed");
        assertThat(listed.<String>path("data.items[0].error")).isEqualTo("refused by the test");
    }

    @Test
    void sweepsWithoutHarmWhileBuildsAreFollowed() {
        Version version = apps.building(team, PublishedApps.newName(), Map.of());

        sweep.sweep().await().atMost(Duration.ofSeconds(10));

        apps.complete(version, PublishedApps.OUTPUT);
        apps.assertStatus(team, version, "ready");
    }

    @Test
    void refusesAnArchiveThatIsNone() {
        assertThat(published(files.stored(team.id(), "uploads").value())).contains("category repos");
        assertThat(published(files.waiting(team.id(), "repos").value())).contains("no bytes yet");
        assertThat(published("not an id")).contains("archive_file_id");
        ApiClient.Team other = ApiClient.newTeam();
        assertThat(published(files.stored(other.id(), "repos").value())).contains("file not found");
    }

    @Test
    void refusesAnotherTeamsNamespace() {
        ApiClient.Team other = ApiClient.newTeam();

        Response refused = team.client()
                .post(
                        "/apps/{ns}/{name}/versions",
                        Map.of(
                                "archive_file_id",
                                files.stored(team.id(), "repos").value()),
                        other.username(),
                        "x");

        assertThat(refused.statusCode()).isEqualTo(403);
    }

    private String published(String archive) {
        Response answer = team.client()
                .post("/apps/{ns}/{name}/versions", Map.of("archive_file_id", archive), team.username(), "x");
        assertThat(answer.statusCode()).isIn(400, 404);
        return answer.path("error.message");
    }

    private String tagged(String name) {
        return team.client()
                .get("/apps/{ns}/{name}", team.username(), name + "@53bk0yzk")
                .path("data.version.id");
    }
}
