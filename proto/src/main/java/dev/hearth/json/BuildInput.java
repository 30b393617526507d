package dev.hearth.json;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Input of a BUILD task, as JSON.
 *
 * @param archiveFileId the uploaded archive, owned by the task's team
 * @param archiveSha256 lower-case hex
 * @param appId the app that gets the version
 * @param appVersionId the version being built
 */
public record BuildInput(
        @JsonProperty("archive_file_id") String archiveFileId,
        @JsonProperty("archive_sha256") String archiveSha256,
        @JsonProperty("app_id") String appId,
        @JsonProperty("app_version_id") String appVersionId) {}
