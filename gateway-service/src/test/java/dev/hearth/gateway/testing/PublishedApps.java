package dev.hearth.gateway.testing;

import static dev.hearth.gateway.testing.Eventually.assertThatSoon;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.FileId;
import dev.hearth.ids.Ids;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskStatus;
import io.restassured.response.Response;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/** Publishes apps the way a client does, with builds that end as the test says. */
@Singleton
public class PublishedApps {
    /** What a build finds out about an app with one function that takes and gives a file. */
    public static final String OUTPUT = """
            {"python":"3.11","lock":"pydantic==2.0 --hash=sha256:00","second_lock":"",
             "functions":{"run":{"description":"Runs.",
               "input_schema":{"type":"object","title":"Zeta","properties":{"b":{"type":"string","format":"file"},"a":{"type":"integer"}}},
               "output_schema":{"type":"object","properties":{"out":{"type":"string","format":"file"}}}},
              "upscale":{"description":"","input_schema":{"type":"object"},"output_schema":{"type":"object"}}},
             "default_function":"run",
             "input_schema":{"type":"object","title":"Zeta","properties":{"b":{"type":"string","format":"file"},"a":{"type":"integer"}}},
             "output_schema":{"type":"object"},
             "setup_schema":{"type":"object","properties":{"size":{"type":"string","default":"small"}}},
             "manifest":{"name":"x","description":"From inf.yml","category":"image","max_run_seconds":90,"retry":"never",
                         "resources":{"gpu":{"count":1,"vram":24000000000,"type":"nvidia"},"ram":4000000000},
                         "env":{"MODE":"fast"}},
             "warnings":["description is short"]}""";

    /** A version being built, or built. */
    public record Version(String reference, AppId app, AppVersionId id, TaskId build) {}

    private final FakeFiles files;
    private final FakeScheduler scheduler;

    PublishedApps(FakeFiles files, FakeScheduler scheduler) {
        this.files = files;
        this.scheduler = scheduler;
    }

    /** A name no other test uses. */
    public static String newName() {
        return "app-" + Ids.random().substring(0, 12);
    }

    /** A ready version of a new app in the team's own namespace. */
    public Version ready(ApiClient.Team team) {
        return ready(team, newName(), Map.of(), OUTPUT);
    }

    public Version ready(ApiClient.Team team, String name, Map<String, Object> options, String output) {
        Version version = building(team, name, options);
        complete(version, output);
        assertStatus(team, version, "ready");
        return version;
    }

    /** A version whose build has not ended. */
    public Version building(ApiClient.Team team, String name, Map<String, Object> options) {
        FileId archive = files.stored(team.id(), "repos");
        Map<String, Object> body = new HashMap<>(options);
        body.put("archive_file_id", archive.value());
        Response published = team.client().post("/apps/{ns}/{name}/versions", body, team.username(), name);
        assertThat(published.statusCode()).as(published.asString()).isEqualTo(202);
        return new Version(
                team.username() + "/" + name,
                new AppId(published.path("data.app_id")),
                new AppVersionId(published.path("data.id")),
                new TaskId(published.path("data.build_task_id")));
    }

    public void complete(Version version, String output) {
        scheduler.change(
                version.build(),
                task -> task.toBuilder()
                        .setStatus(TaskStatus.TASK_STATUS_COMPLETED)
                        .setOutput(ByteString.copyFromUtf8(output))
                        .build());
    }

    public void fail(Version version, String error) {
        scheduler.change(
                version.build(),
                (Task task) -> task.toBuilder()
                        .setStatus(TaskStatus.TASK_STATUS_FAILED)
                        .setError(error)
                        .setErrorCode("BUILD_FAILED")
                        .build());
    }

    /** Waits until the version has this status. */
    public void assertStatus(ApiClient.Team team, Version version, String status) {
        assertThatSoon(() -> assertThat(team.client()
                        .get(
                                "/apps/{id}/versions/{version}",
                                version.app().value(),
                                version.id().value())
                        .<String>path("data.version.status"))
                .isEqualTo(status));
    }
}
