package dev.hearth.worker.data;

import com.google.protobuf.ByteString;
import dev.hearth.ids.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where one attempt leaves its log lines and partial outputs. Any thread may use it; nothing here waits. */
public final class Outlet {
    private final DataSender sender;
    final TaskId taskId;
    final int attempt;
    final AttemptLog log;
    long logSequence;

    @Nullable
    Partial partial;
    /** On the monotonic clock; the first partial output is due at once. */
    @Nullable
    Long nextPartialNanos;

    boolean closed;

    Outlet(DataSender sender, TaskId taskId, int attempt, int logLimitBytes) {
        this.sender = sender;
        this.taskId = taskId;
        this.attempt = attempt;
        this.log = new AttemptLog(logLimitBytes);
    }

    record Partial(long sequence, ByteString output) {}

    /** Whole lines, each with its line feed. */
    public void log(LogStage stage, String lines) {
        if (!lines.isEmpty()) {
            sender.offerLog(this, stage, Instant.now(), lines);
        }
    }

    /** The newest partial output; one that still waits is replaced. */
    public void partial(long sequence, ByteString output) {
        sender.offerPartial(this, new Partial(sequence, output));
    }

    /** Sends what is left, before the result is reported; answers the sequence of the last log chunk, 0: there is none. */
    public long close() {
        return sender.close(this);
    }
}
