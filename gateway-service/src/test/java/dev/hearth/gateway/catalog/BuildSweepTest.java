package dev.hearth.gateway.catalog;

import static dev.hearth.gateway.testing.Eventually.assertThatSoon;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.gateway.testing.ApiClient;
import dev.hearth.gateway.testing.FakeScheduler;
import dev.hearth.gateway.testing.PublishedApps;
import dev.hearth.gateway.testing.PublishedApps.Version;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.TaskStatus;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BuildSweepTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    PublishedApps apps;

    @Inject
    FakeScheduler scheduler;

    @Inject
    BuildSweep sweep;

    @Inject
    Pool database;

    private ApiClient.Team team;

    @BeforeEach
    void makeTeam() {
        team = ApiClient.newTeam();
    }

    @Test
    void settlesAVersionWhoseBuildEndedUnnoticed() {
        Version version = forgotten(apps.ready(team).build());

        sweep.sweep().await().atMost(SOON);

        apps.assertStatus(team, version, "ready");
    }

    @Test
    void submitsABuildThatTheSchedulerNeverSaw() {
        Version version = forgotten(TaskId.random());

        sweep.sweep().await().atMost(SOON);

        assertThat(scheduler.find(version.build()).orElseThrow().getSpec().getAppVersionId())
                .isEqualTo(version.id().value());
        apps.complete(version, PublishedApps.OUTPUT);
        apps.assertStatus(team, version, "ready");
    }

    @Test
    void followsABuildThatIsStillUnderWay() {
        Version version = forgotten(apps.ready(team).build());
        scheduler.change(
                version.build(),
                task -> task.toBuilder()
                        .setStatus(TaskStatus.TASK_STATUS_RUNNING)
                        .build());

        sweep.sweep().await().atMost(SOON);

        scheduler.change(
                version.build(),
                task -> task.toBuilder()
                        .setStatus(TaskStatus.TASK_STATUS_CANCELLED)
                        .setOutput(ByteString.EMPTY)
                        .build());
        apps.assertStatus(team, version, "failed");
    }

    /** A version as another replica left it: still building, and nobody follows its build. */
    private Version forgotten(TaskId build) {
        Version version = apps.ready(team);
        assertThatSoon(() -> database.preparedQuery("update app_version set status = 'building', build_task_id = $2,"
                        + " created_at = created_at - interval '1 hour' where id = $1")
                .execute(Tuple.of(version.id().value(), build.value()))
                .await()
                .atMost(SOON));
        return new Version(version.reference(), version.app(), version.id(), build);
    }
}
