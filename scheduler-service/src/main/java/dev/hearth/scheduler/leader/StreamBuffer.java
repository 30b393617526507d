package dev.hearth.scheduler.leader;

import com.google.protobuf.ByteString;
import dev.hearth.ids.TaskId;
import dev.hearth.scheduler.storage.StoreAway;
import dev.hearth.scheduler.storage.StreamWriter.TaskLog;
import dev.hearth.scheduler.storage.StreamWriter.TaskOutput;
import dev.hearth.scheduler.task.LogLine;
import dev.hearth.scheduler.task.Task;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Log chunks and newest partial outputs between two writes. What the store did not take because it is away is kept for the
 * next write. Bounded by the credit of the engines: what is not written is not granted again. Owned by the leader's thread.
 */
final class StreamBuffer {
    private static final Logger LOG = Logger.getLogger(StreamBuffer.class);

    /** Where logs and outputs go. */
    interface Store {
        Future<Void> write(List<TaskLog> logs, List<TaskOutput> outputs);
    }

    private final Store store;
    private final LeaderTime time;
    private final long outputEveryNanos;
    private List<TaskLog> logs = new ArrayList<>();
    private final Map<TaskId, TaskOutput> outputs = new HashMap<>();
    private final Map<TaskId, Long> outputDue = new HashMap<>();
    private List<Runnable> onWritten = new ArrayList<>();
    private boolean busy;

    StreamBuffer(Store store, LeaderTime time, Duration outputEvery) {
        this.store = store;
        this.time = time;
        this.outputEveryNanos = outputEvery.toNanos();
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
        store.write(batch, due).onComplete(done -> {
            busy = false;
            if (done.failed() && StoreAway.says(done.cause())) {
                putBack(batch, callbacks, due);
                return;
            }
            if (done.failed()) {
                LOG.warnf("%d log chunks were not stored: %s", batch.size(), done.cause());
            }
            callbacks.forEach(Runnable::run);
        });
    }

    /** In front of what came meanwhile; a newer output of the same task stays. */
    private void putBack(List<TaskLog> batch, List<Runnable> callbacks, List<TaskOutput> due) {
        logs.addAll(0, batch);
        onWritten.addAll(0, callbacks);
        due.forEach(output -> outputs.putIfAbsent(output.task().id(), output));
    }

    private List<TaskOutput> takeDueOutputs() {
        long now = time.nanoTime();
        outputDue.values().removeIf(notBefore -> now - notBefore >= 0);
        List<TaskOutput> due = new ArrayList<>();
        Iterator<TaskOutput> waiting = outputs.values().iterator();
        while (waiting.hasNext()) {
            TaskOutput output = waiting.next();
            if (!outputDue.containsKey(output.task().id())) {
                due.add(output);
                outputDue.put(output.task().id(), now + outputEveryNanos);
                waiting.remove();
            }
        }
        return due;
    }
}
