package dev.hearth.worker.assignment;

import com.google.protobuf.ByteString;
import dev.hearth.errors.TaskErrorCode;
import java.time.Duration;

/** How an attempt ended. Outputs are opaque JSON; empty: there is none. */
public sealed interface TaskOutcome {
    record Completed(ByteString output, Duration runTime) implements TaskOutcome {}

    /** {@code lastPartial}: what had been yielded before. */
    record Failed(TaskErrorCode code, String message, ByteString lastPartial) implements TaskOutcome {}

    record Cancelled(ByteString lastPartial) implements TaskOutcome {}

    /** Handed back unstarted. */
    record Returned() implements TaskOutcome {}
}
