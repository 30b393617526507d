package dev.hearth.gateway.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.hearth.json.BuildInput;
import dev.hearth.proto.v1.Resources;
import dev.hearth.proto.v1.SubmitRequest;
import dev.hearth.proto.v1.TaskKind;
import dev.hearth.proto.v1.TaskSpec;
import java.time.Duration;

/** The task that builds a version. The same version always gives the same task, so that submitting twice is submitting once. */
final class BuildTask {
    private static final String FUNCTION = "build";
    private static final int MAX_ATTEMPTS = 3;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private BuildTask() {}

    static SubmitRequest of(VersionRow version, Duration limit) {
        TaskSpec spec = TaskSpec.newBuilder()
                .setTaskId(version.buildTaskId)
                .setTeamId(version.teamId)
                .setUserId(version.userId)
                .setAppId(version.appId)
                .setAppVersionId(version.id)
                .setFunction(FUNCTION)
                .setSetupHash(FUNCTION + "-" + version.id)
                .setInput(ByteString.copyFrom(input(version)))
                .setKind(TaskKind.TASK_KIND_BUILD)
                .setResources(Resources.getDefaultInstance())
                .setMaxAttempts(MAX_ATTEMPTS)
                .setMaxRunSeconds(Math.toIntExact(limit.toSeconds()))
                .setAttributes(ByteString.copyFromUtf8("{}"))
                .build();
        return SubmitRequest.newBuilder().setSpec(spec).build();
    }

    private static byte[] input(VersionRow version) {
        try {
            return MAPPER.writeValueAsBytes(
                    new BuildInput(version.archiveFileId, version.archiveSha256, version.appId, version.id));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("four strings can always be written as JSON", e);
        }
    }
}
