package dev.hearth.gateway.catalog;

import dev.hearth.gateway.storage.AnswersInTime;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.Resources;
import dev.hearth.proto.v1.VersionManifest;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** All that an engine needs to run a version; also of a deleted app, as its accepted tasks still run. */
@ApplicationScoped
@AnswersInTime
class VersionManifests {
    private final AppRepository apps;
    private final VersionRepository versions;

    VersionManifests(AppRepository apps, VersionRepository versions) {
        this.apps = apps;
        this.versions = versions;
    }

    /** {@code not_found} for a version that is not ready, or not for this team. */
    @WithSession
    Uni<VersionManifest> require(TeamId team, AppVersionId id) {
        return versions.find(id).chain(version -> {
            if (version == null || !version.isReady()) {
                return Uni.createFrom().failure(CatalogErrors.versionUnknown(id));
            }
            return apps.findEver(new AppId(version.appId)).map(app -> {
                if (app == null || !VersionLookup.isVisible(app, team)) {
                    throw CatalogErrors.versionUnknown(id);
                }
                return message(version);
            });
        });
    }

    private static VersionManifest message(VersionRow version) {
        Manifest manifest = Manifest.parse(version.manifest);
        return VersionManifest.newBuilder()
                .setAppId(version.appId)
                .setAppVersionId(version.id)
                .setOwnerTeamId(version.teamId)
                .setArchiveFileId(version.archiveFileId)
                .setArchiveSha256(version.archiveSha256)
                .setPython(version.python)
                .setLock(version.lock)
                .setSecondLock(version.secondLock)
                .putAllEnvironment(manifest.environment())
                .setDefaultFunction(version.defaultFunction == null ? "" : version.defaultFunction)
                .addAllFunctionNames(CompiledVersion.functionNames(version))
                .setResources(resources(manifest.resources()))
                .build();
    }

    private static Resources resources(ResourceNeeds needs) {
        return Resources.newBuilder()
                .setGpuCount(needs.gpuCount())
                .setGpuType(needs.gpuType())
                .setVramBytes(needs.vramBytes())
                .setRamBytes(needs.ramBytes())
                .build();
    }
}
