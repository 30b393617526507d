package dev.hearth.worker.runner;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What an app is told about where it runs. */
public record CallMetadata(String appId, String appVersionId, String workerId, String teamId) {
    void writeTo(ObjectNode target) {
        target.put("app_id", appId)
                .put("app_version_id", appVersionId)
                .put("app_variant", "default")
                .put("worker_id", workerId)
                .put("team_id", teamId);
    }
}
