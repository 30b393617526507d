package dev.hearth.worker.catalog;

import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.VersionManifest;

/** The catalog's answers as this service's words. */
final class VersionMapper {
    private VersionMapper() {}

    static AppVersion fromProto(VersionManifest manifest) {
        return new AppVersion(
                new AppId(manifest.getAppId()),
                new AppVersionId(manifest.getAppVersionId()),
                new TeamId(manifest.getOwnerTeamId()),
                new FileId(manifest.getArchiveFileId()),
                manifest.getArchiveSha256(),
                manifest.getPython(),
                manifest.getLock(),
                manifest.getSecondLock(),
                manifest.getDefaultFunction(),
                manifest.getEnvironmentMap());
    }
}
