package dev.hearth.gateway.task;

import dev.hearth.proto.v1.LogChunk;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskStatus;
import java.util.List;

/**
 * A task with its payloads made ready to be shown.
 *
 * @param input JSON; empty: null
 * @param output JSON; empty: null
 * @param logs the chunks to show
 */
@SuppressWarnings("ArrayRecordComponent") // payloads are never compared
public record ShownTask(Task task, byte[] input, byte[] output, List<LogChunk> logs) {
    static final byte[] NOTHING = {};

    public ShownTask {
        logs = List.copyOf(logs);
    }

    /** As it was when it was accepted, whatever has happened to it since. */
    public static Task received(Task task) {
        Task.Builder received = Task.newBuilder()
                .setSpec(task.getSpec())
                .setStatus(TaskStatus.TASK_STATUS_RECEIVED)
                .setVersion(1)
                .setCreatedAt(task.getCreatedAt())
                .setUpdatedAt(task.getCreatedAt());
        if (task.getTransitionsCount() > 0) {
            received.addTransitions(task.getTransitions(0));
        }
        return received.build();
    }

    static byte[] outputOf(Task task) {
        return task.hasOutput() ? task.getOutput().toByteArray() : NOTHING;
    }
}
