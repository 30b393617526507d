package dev.hearth.scheduler.testing;

import com.google.protobuf.ByteString;
import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.TaskKind;
import dev.hearth.proto.v1.TaskSpec;

/** Specs with defaults; a test states only what matters to it. */
public final class TaskSpecs {
    private TaskSpecs() {}

    /** A call of a team and setup of its own, so that tests share neither queue nor runner. */
    public static TaskSpec.Builder any() {
        return TaskSpec.newBuilder()
                .setTaskId(Ids.random())
                .setTeamId(Ids.random())
                .setAppId(Ids.random())
                .setAppVersionId(Ids.random())
                .setFunction("run")
                .setSetupHash(Ids.random())
                .setKind(TaskKind.TASK_KIND_RUN)
                .setInput(ByteString.copyFromUtf8("{\"n\": 1}"));
    }

    /** Another call of the same team, version and setup. */
    public static TaskSpec.Builder like(TaskSpec other) {
        return other.toBuilder().setTaskId(Ids.random());
    }
}
