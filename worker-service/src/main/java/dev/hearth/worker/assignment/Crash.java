package dev.hearth.worker.assignment;

import com.google.protobuf.ByteString;
import dev.hearth.errors.TaskErrorCode;
import dev.hearth.worker.jail.JailedProcess.ProcessEnd;
import dev.hearth.worker.runner.Runner;
import java.util.List;

/** What is told of a process that ended while it was needed. */
final class Crash {
    private static final int QUOTED_LINES = 8;

    private Crash() {}

    static TaskOutcome.Failed whileCalled(Runner runner, ProcessEnd end, ByteString lastPartial) {
        return new TaskOutcome.Failed(codeOf(end, TaskErrorCode.APP_CRASHED), messageOf(runner, end), lastPartial);
    }

    static TaskFailedException whileLoading(Runner runner, ProcessEnd end) {
        return new TaskFailedException(codeOf(end, TaskErrorCode.SETUP_FAILED), messageOf(runner, end));
    }

    private static TaskErrorCode codeOf(ProcessEnd end, TaskErrorCode otherwise) {
        return end.ranOutOfMemory() ? TaskErrorCode.OUT_OF_MEMORY : otherwise;
    }

    private static String messageOf(Runner runner, ProcessEnd end) {
        String what = end.ranOutOfMemory()
                ? "the app's process was ended for its use of memory (exit code %d)".formatted(end.exitCode())
                : "the app's process exited with code %d".formatted(end.exitCode());
        List<String> lines = runner.lastLines();
        List<String> quoted = lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size());
        return quoted.isEmpty() ? what : what + "\n" + String.join("\n", quoted);
    }
}
