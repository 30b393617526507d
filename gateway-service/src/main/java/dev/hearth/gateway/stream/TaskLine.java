package dev.hearth.gateway.stream;

import dev.hearth.gateway.http.JsonBytes;
import dev.hearth.gateway.task.ShownTask;
import dev.hearth.gateway.task.TaskJson;
import dev.hearth.proto.v1.LogChunk;
import dev.hearth.proto.v1.Task;
import java.util.List;

/**
 * One line: the full task in at most 128 KiB. What does not fit is left out in this order: old logs, the input, a partial
 * output. A final output is never left out, however long the line becomes: no answer is worse than one that some clients
 * have trouble with.
 */
final class TaskLine {
    /** Some older readers fail above 128 KiB; the framing needs a little of it. */
    static final int MAX_BYTES = 128 * 1024 - 64;

    private static final byte[] NOTHING = {};

    private TaskLine() {}

    static byte[] of(Task task, byte[] input, byte[] output, LogTail logs, boolean isFinal) {
        int left = MAX_BYTES - bytesOf(task, NOTHING, NOTHING, List.of()).length;
        byte[] shownOutput = isFinal || JsonBytes.lineSizeOf(output) <= left ? output : NOTHING;
        left -= JsonBytes.lineSizeOf(shownOutput);
        byte[] shownInput = JsonBytes.lineSizeOf(input) <= left ? input : NOTHING;
        left -= JsonBytes.lineSizeOf(shownInput);
        return bytesOf(task, shownInput, shownOutput, logs.within(left));
    }

    private static byte[] bytesOf(Task task, byte[] input, byte[] output, List<LogChunk> logs) {
        JsonBytes json = JsonBytes.line();
        TaskJson.write(json, new ShownTask(task, input, output, logs));
        return json.toByteArray();
    }
}
