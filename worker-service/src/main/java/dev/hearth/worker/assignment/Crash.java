package dev.hearth.worker.assignment;

import com.google.protobuf.ByteString;
import dev.hearth.errors.TaskErrorCode;
import dev.hearth.worker.jail.Excess;
import dev.hearth.worker.jail.JailedProcess.ProcessEnd;
import dev.hearth.worker.runner.Runner;
import dev.hearth.worker.runner.RunnerKey;
import java.util.List;

/** What is told of a process that ended while it was needed. */
final class Crash {
    private static final int QUOTED_LINES = 8;

    private Crash() {}

    static TaskOutcome.Failed whileCalled(Runner runner, ProcessEnd end, ByteString lastPartial) {
        return new TaskOutcome.Failed(codeOf(end, TaskErrorCode.APP_CRASHED), messageOf(runner, end), lastPartial);
    }

    /** The process that held a call's session is gone, and another one would not have what it held. */
    static TaskOutcome.Failed ofSession(RunnerKey key) {
        return new TaskOutcome.Failed(
                TaskErrorCode.WORKER_LOST,
                "worker lost: the process that held session %s is gone".formatted(key.sessionId()),
                ByteString.EMPTY);
    }

    static TaskFailedException whileLoading(Runner runner, ProcessEnd end) {
        return new TaskFailedException(codeOf(end, TaskErrorCode.SETUP_FAILED), messageOf(runner, end));
    }

    /** What a call that failed by itself is told as: a limit that it ran into is the reason for whatever followed. */
    static TaskOutcome causeOf(Runner runner, TaskOutcome outcome) {
        // Looked at only where it matters: the kernel's files cost a short call more than the call itself.
        Excess excess = outcome instanceof TaskOutcome.Failed ? runner.excess() : Excess.NONE;
        return outcome instanceof TaskOutcome.Failed failed && excess != Excess.NONE
                ? new TaskOutcome.Failed(
                        codeOf(excess, failed.code()),
                        "%s: %s".formatted(reasonOf(runner, excess), failed.message()),
                        failed.lastPartial())
                : outcome;
    }

    /** Whether a process that has answered is to serve no other call. */
    static boolean isDueAfter(Runner runner, TaskOutcome outcome) {
        return runner.excess() != Excess.NONE
                || (outcome instanceof TaskOutcome.Failed failed && failed.code() == TaskErrorCode.TOO_MANY_PROCESSES);
    }

    private static TaskErrorCode codeOf(ProcessEnd end, TaskErrorCode otherwise) {
        return codeOf(end.excess(), otherwise);
    }

    private static TaskErrorCode codeOf(Excess excess, TaskErrorCode otherwise) {
        return switch (excess) {
            case NONE -> otherwise;
            case MEMORY -> TaskErrorCode.OUT_OF_MEMORY;
            case PROCESSES -> TaskErrorCode.TOO_MANY_PROCESSES;
        };
    }

    private static String reasonOf(Runner runner, Excess excess) {
        return switch (excess) {
            case NONE -> "the app's process ended";
            case MEMORY ->
                "the app was ended for its use of memory, its limit is %d MB"
                        .formatted(runner.limits().ramBytes() / 1_000_000);
            case PROCESSES ->
                "the app reached its limit of %d processes and threads"
                        .formatted(runner.limits().maxProcesses());
        };
    }

    private static String whatHappened(Runner runner, ProcessEnd end) {
        if (runner.isDeaf()) {
            return "the app's process asked for much, did not read the answers and was ended";
        }
        return end.excess() == Excess.NONE
                ? "the app's process exited with code %d".formatted(end.exitCode())
                : "%s (exit code %d)".formatted(reasonOf(runner, end.excess()), end.exitCode());
    }

    private static String messageOf(Runner runner, ProcessEnd end) {
        String what = whatHappened(runner, end);
        List<String> lines = runner.lastLines();
        List<String> quoted = lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size());
        return quoted.isEmpty() ? what : what + "\n" + String.join("\n", quoted);
    }
}
