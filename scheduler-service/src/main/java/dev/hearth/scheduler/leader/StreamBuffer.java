package dev.hearth.scheduler.leader;

import com.google.protobuf.ByteString;
import dev.hearth.ids.TaskId;
import dev.hearth.scheduler.storage.StreamWriter;
import dev.hearth.scheduler.storage.StreamWriter.TaskLog;
import dev.hearth.scheduler.storage.StreamWriter.TaskOutput;
import dev.hearth.scheduler.task.LogLine;
import dev.hearth.scheduler.task.Task;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Log chunks and newest partial outputs between two writes. Bounded by the credit of the engines: what is not written is
 * not granted again. Owned by the leader's thread.
 */
final class StreamBuffer {
    private static final Logger LOG = Logger.getLogger(StreamBuffer.class);

    private final StreamWriter writer;
    private final SqlClient client;
    private final LeaderTime time;
    private final long outputEveryNanos;
    private List<TaskLog> logs = new ArrayList<>();
    private final Map<TaskId, TaskOutput> outputs = new HashMap<>();
    private final Map<TaskId, Long> outputDue = new HashMap<>();
    private List<Runnable> onWritten = new ArrayList<>();
    private boolean busy;

    StreamBuffer(StreamWriter writer, SqlClient client, LeaderTime time, TaskConfig config) {
        this.writer = writer;
        this.client = client;
        this.time = time;
        this.outputEveryNanos = config.storeOutputEvery().toNanos();
    }

    void log(Task task, LogLine line, Runnable written) {
        logs.add(new TaskLog(task, line));
        onWritten.add(written);
    }

    void output(Task task, ByteString output) {
        outputs.put(task.id(), new TaskOutput(task, output));
    }

    /** The task's last output is written with its end. */
    void ended(TaskId task) {
        outputs.remove(task);
        outputDue.remove(task);
    }

    /** Writes what is due; called often. */
    void flush() {
        if (busy) {
            return;
        }
        List<TaskOutput> due = takeDueOutputs();
        if (logs.isEmpty() && due.isEmpty()) {
            return;
        }
        busy = true;
        List<TaskLog> batch = logs;
        List<Runnable> callbacks = onWritten;
        logs = new ArrayList<>();
        onWritten = new ArrayList<>();
        writer.write(client, batch, due).onComplete(done -> {
            busy = false;
            if (done.failed()) {
                LOG.warnf("%d log chunks were not stored: %s", batch.size(), done.cause());
            }
            callbacks.forEach(Runnable::run);
        });
    }

    private List<TaskOutput> takeDueOutputs() {
        long now = time.nanoTime();
        List<TaskOutput> due = new ArrayList<>();
        Iterator<TaskOutput> waiting = outputs.values().iterator();
        while (waiting.hasNext()) {
            TaskOutput output = waiting.next();
            Long notBefore = outputDue.get(output.task().id());
            if (notBefore == null || now - notBefore >= 0) {
                due.add(output);
                outputDue.put(output.task().id(), now + outputEveryNanos);
                waiting.remove();
            }
        }
        return due;
    }
}
