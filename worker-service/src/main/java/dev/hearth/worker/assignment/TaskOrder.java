package dev.hearth.worker.assignment;

import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.TaskId;
import dev.hearth.worker.runner.RunnerKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * One attempt at a task, as it was assigned.
 *
 * @param function empty: the default one
 * @param runner what may run it
 * @param input opaque JSON; to be duplicated before it is read
 * @param setup the same
 * @param runLimit counted from RUNNING
 * @param secretNames of the secrets to inject
 * @param opensSession whether it is the first call of the session its runner is for
 */
public record TaskOrder(
        TaskId taskId,
        int attempt,
        Kind kind,
        AppId appId,
        AppVersionId appVersionId,
        String function,
        RunnerKey runner,
        ByteBuffer input,
        ByteBuffer setup,
        Duration runLimit,
        List<String> secretNames,
        boolean opensSession) {
    public TaskOrder {
        secretNames = List.copyOf(secretNames);
    }

    /** Whether it runs on the runner of its session, which is there, or not at all. */
    boolean needsItsRunner() {
        return runner.isOfSession() && !opensSession;
    }

    /** What is to be done. */
    public enum Kind {
        RUN,
        BUILD
    }
}
