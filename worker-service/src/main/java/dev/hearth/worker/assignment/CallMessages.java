package dev.hearth.worker.assignment;

import com.google.protobuf.ByteString;
import dev.hearth.worker.data.LogStage;
import dev.hearth.worker.runner.Runner;
import dev.hearth.worker.runner.RunnerMessage;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What a runner says of the call it has, up to its end. On the runner's threads; the worker guards what it changes. */
final class CallMessages {
    private static final Logger LOG = Logger.getLogger(CallMessages.class);

    private final Worker worker;
    private final Reports reports;
    private final Work work;

    CallMessages(Worker worker, Reports reports, Work work) {
        this.worker = worker;
        this.reports = reports;
        this.work = work;
    }

    void onMessage(Runner runner, @Nullable Attempt attempt, RunnerMessage message) {
        if (attempt == null) {
            LOG.debugf("runner speaks without a call: %s", message);
            return;
        }
        switch (message) {
            case RunnerMessage.Started _ -> worker.reach(attempt, HeldStatus.RUNNING);
            case RunnerMessage.Partial partial -> onPartial(attempt, partial);
            case RunnerMessage.Uploading _ -> worker.reach(attempt, HeldStatus.UPLOADING);
            case RunnerMessage.Result result -> onResult(runner, attempt, result);
            case RunnerMessage.Failed failed ->
                end(
                        runner,
                        attempt,
                        new TaskOutcome.Failed(
                                ColdStart.codeOf(failed.code()), failed.message(), lastPartialOf(failed.output())));
            case RunnerMessage.Cancelled cancelled ->
                end(runner, attempt, new TaskOutcome.Cancelled(lastPartialOf(cancelled.output())));
            case RunnerMessage.Log log -> attempt.outlet().log(LogStage.TASK, withLineFeed(log.content()));
            case RunnerMessage.Fetch fetch -> {
                worker.reach(attempt, HeldStatus.PREPARING);
                work.exchange().fetch(runner, attempt, fetch);
            }
            case RunnerMessage.Upload upload -> work.exchange().upload(runner, attempt, upload);
            default -> LOG.debugf("not expected of a runner: %s", message);
        }
    }

    private void onResult(Runner runner, Attempt attempt, RunnerMessage.Result result) {
        if (LargeOutputs.isLarge(result.output())) {
            worker.reach(attempt, HeldStatus.UPLOADING);
            work.largeOutputs().store(attempt.order(), result, outcome -> end(runner, attempt, outcome));
            return;
        }
        Duration time = Duration.ofNanos(result.runMicroseconds() * 1000);
        end(runner, attempt, new TaskOutcome.Completed(result.output(), time));
    }

    /** A large partial output is not worth a file of its own: the next one, or the last, takes its place. */
    private void onPartial(Attempt attempt, RunnerMessage.Partial partial) {
        ByteString output = partial.output();
        reports.hurry(attempt.order());
        if (LargeOutputs.isLarge(output)) {
            return;
        }
        attempt.outlet().partial(partial.sequence(), output);
        worker.partial(attempt, output);
    }

    /** A call's end: told first, then cleared away, then the next call. */
    private void end(Runner runner, Attempt attempt, TaskOutcome outcome) {
        runner.settleOutput();
        TaskOutcome told = Crash.causeOf(runner, outcome);
        worker.tell(attempt, told);
        boolean isClean = false;
        try {
            isClean = clearAway(runner, told);
        } finally { // whatever an app left behind, the next task has its turn
            worker.leave(runner, attempt, isClean);
        }
        if (isClean && runner.key().isOfSession()) {
            // It cannot be evicted, and what its calls load counts as much as what its setup did.
            worker.measured(runner, runner.memoryBytes());
        }
    }

    private static boolean clearAway(Runner runner, TaskOutcome told) {
        try {
            if (!runner.key().isOfSession()) { // whose files go with its process
                runner.folder().removeTaskFiles();
            }
            if (Crash.isDueAfter(runner, told)) {
                runner.kill();
                return false;
            }
            return true;
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warnf(e, "a task's files cannot be removed, its runner ends: %s", runner.key());
            runner.kill();
            return false;
        }
    }

    private static ByteString lastPartialOf(ByteString output) {
        return LargeOutputs.isLarge(output) ? ByteString.EMPTY : output;
    }

    private static String withLineFeed(String content) {
        return content.endsWith("\n") ? content : content + "\n";
    }
}
