package dev.hearth.gateway.catalog;

import dev.hearth.gateway.file.FilesClient;
import dev.hearth.gateway.storage.AnswersInTime;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.FileId;
import dev.hearth.ids.Ids;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.StoredFile;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;

/**
 * Publishes versions. The version's row, with the id of its build task, is committed before the task is submitted: whatever
 * breaks afterwards, a sweep finds the row and submits the same task again.
 */
@ApplicationScoped
class Publisher {
    private static final String ARCHIVES = "repos";

    private final Apps apps;
    private final VersionRepository versions;
    private final FilesClient files;
    private final Builds builds;
    private final Clock clock;

    Publisher(Apps apps, VersionRepository versions, FilesClient files, Builds builds, Clock clock) {
        this.apps = apps;
        this.versions = versions;
        this.files = files;
        this.builds = builds;
        this.clock = clock;
    }

    /** Starts the build of a version; the app is made if it is new. The version is {@code building} in the answer. */
    Uni<VersionView> publish(Caller caller, String namespace, String name, NewVersion wanted) {
        Names.requireNamespace(namespace);
        Names.require("name", name);
        if (wanted.tag() != null && !wanted.tag().isEmpty()) {
            Names.requireTag(wanted.tag());
        }
        return archive(caller, wanted)
                .chain(archive -> register(caller, namespace, name, wanted, archive))
                .call(builds::start)
                .map(VersionView::of);
    }

    @AnswersInTime
    @WithTransaction
    Uni<VersionRow> register(Caller caller, String namespace, String name, NewVersion wanted, StoredFile archive) {
        return apps.ensure(caller, namespace, name).chain(app -> {
            VersionRow version = row(caller, app, wanted, archive);
            return versions.add(version).replaceWith(version);
        });
    }

    private VersionRow row(Caller caller, AppRow app, NewVersion wanted, StoredFile archive) {
        Instant now = clock.instant();
        VersionRow version = new VersionRow();
        version.id = AppVersionId.random().value();
        version.appId = app.id;
        version.teamId = caller.team().value();
        version.userId = caller.user().value();
        version.status = VersionStatus.BUILDING.wire();
        version.buildTaskId = TaskId.random().value();
        version.tag = wanted.tag() == null || wanted.tag().isEmpty() ? null : wanted.tag();
        version.becomesCurrent = !Boolean.TRUE.equals(wanted.preserveCurrentVersion());
        version.archiveFileId = archive.getFileId();
        version.archiveSha256 = archive.getSha256();
        version.createdAt = now;
        version.updatedAt = now;
        return version;
    }

    private Uni<StoredFile> archive(Caller caller, NewVersion wanted) {
        String id = wanted.archiveFileId();
        if (!Ids.isWellFormed(id)) {
            return Uni.createFrom().failure(CatalogErrors.invalid("archive_file_id", "is not the id of a file: " + id));
        }
        return files.require(caller.team(), new FileId(id)).invoke(file -> {
            if (!file.getTeamId().equals(caller.team().value())) {
                throw CatalogErrors.invalid("archive_file_id", "is a file of another team: " + id);
            }
            if (!file.getCategory().equals(ARCHIVES)) {
                throw CatalogErrors.invalid(
                        "archive_file_id",
                        "must be a file of category repos, %s is of category %s".formatted(id, file.getCategory()));
            }
            if (file.getSizeBytes() < 0) {
                throw CatalogErrors.invalid(
                        "archive_file_id", "has no bytes yet: %s is still to be uploaded".formatted(id));
            }
        });
    }
}
