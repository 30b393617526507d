package dev.hearth.worker.catalog;

import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import java.util.Map;

/**
 * All an engine needs to run a version.
 *
 * @param owner the team that published it, whose the archive is
 * @param archive the archive's file
 * @param archiveSha256 lower-case hex
 * @param python minor version of the interpreter the lock was made for
 * @param lock requirements with hashes
 * @param secondLock those of {@code requirements2.txt}; empty: none
 * @param defaultFunction of {@code inf.yml}; empty: none is named
 * @param environment variables of {@code inf.yml}
 */
public record AppVersion(
        AppId appId,
        AppVersionId id,
        TeamId owner,
        FileId archive,
        String archiveSha256,
        String python,
        String lock,
        String secondLock,
        String defaultFunction,
        Map<String, String> environment) {
    public AppVersion {
        environment = Map.copyOf(environment);
    }
}
