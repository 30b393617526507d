package dev.hearth.worker.assignment;

import com.google.protobuf.ByteString;
import dev.hearth.errors.TaskErrorCode;
import dev.hearth.json.StoredOutput;
import dev.hearth.worker.files.FileUnavailableException;
import dev.hearth.worker.files.StoredFiles;
import dev.hearth.worker.runner.RunnerMessage;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Stores outputs that are too large to be carried along as files, and refuses those too large even for that. */
@Singleton
public class LargeOutputs {
    private final StoredFiles files;

    public LargeOutputs(StoredFiles files) {
        this.files = files;
    }

    /** Whether this output cannot travel as it is. */
    static boolean isLarge(ByteString output) {
        return output.size() > StoredOutput.INLINE_BYTES;
    }

    /** Stores the output and tells what became of it, on a virtual thread. */
    void store(TaskOrder order, RunnerMessage.Result result, Consumer<TaskOutcome> then) {
        Thread.ofVirtual().name("output-" + order.taskId().value()).start(() -> then.accept(outcomeOf(order, result)));
    }

    private TaskOutcome outcomeOf(TaskOrder order, RunnerMessage.Result result) {
        ByteString output = result.output();
        if (output.size() > StoredOutput.MAX_BYTES) {
            return failed(
                    TaskErrorCode.INVALID_OUTPUT,
                    "the output has %d bytes, %d are allowed: return large things as files"
                            .formatted(output.size(), StoredOutput.MAX_BYTES));
        }
        try {
            StoredFiles.Stored stored = files.write(
                    order.runner().team(),
                    order.taskId().value() + ".json",
                    "application/json",
                    StoredOutput.CATEGORY,
                    output::newInput);
            return new TaskOutcome.Completed(
                    StoredOutput.in(stored.id()), Duration.ofNanos(result.runMicroseconds() * 1000));
        } catch (FileUnavailableException | IOException e) {
            return notStored(output, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return notStored(output, e);
        }
    }

    private static TaskOutcome notStored(ByteString output, Exception why) {
        return failed(
                TaskErrorCode.FILE_UNAVAILABLE,
                "the output of %d bytes could not be stored: %s".formatted(output.size(), why.getMessage()));
    }

    private static TaskOutcome failed(TaskErrorCode code, String message) {
        return new TaskOutcome.Failed(code, message, ByteString.EMPTY);
    }
}
