package dev.hearth.scheduler.leader;

import dev.hearth.ids.TaskId;
import dev.hearth.scheduler.task.TaskView;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Final tasks of the last minute, bounded in bytes. Owned by the leader's thread. */
final class FinishedTasks {
    /** What a task takes in memory beside its payloads: measured, mostly the strings of its message. */
    private static final long BYTES_OF_A_TASK = 3072;

    private final LeaderTime time;
    private final long keptNanos;
    private final long maxBytes;
    private final Map<TaskId, Entry> byId = new LinkedHashMap<>();
    private long bytes;

    FinishedTasks(LeaderTime time, Duration kept, long maxBytes) {
        this.time = time;
        this.keptNanos = kept.toNanos();
        this.maxBytes = maxBytes;
    }

    private record Entry(TaskView view, long bytes, long endsNanos) {}

    void add(TaskView view) {
        Entry entry = new Entry(view, sizeOf(view), time.nanoTime() + keptNanos);
        remove(view.task().id());
        byId.put(view.task().id(), entry);
        bytes += entry.bytes();
        trim();
    }

    Optional<TaskView> find(TaskId id) {
        return Optional.ofNullable(byId.get(id)).map(Entry::view);
    }

    void remove(TaskId id) {
        Entry old = byId.remove(id);
        if (old != null) {
            bytes -= old.bytes();
        }
    }

    /** Forgets what is too old or too much, oldest first. */
    void trim() {
        long now = time.nanoTime();
        Iterator<Entry> oldest = byId.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (bytes <= maxBytes && now - entry.endsNanos() < 0) {
                return;
            }
            oldest.remove();
            bytes -= entry.bytes();
        }
    }

    private static long sizeOf(TaskView view) {
        var output = view.task().output();
        long logs =
                view.logs().stream().mapToLong(line -> line.content().length()).sum();
        return BYTES_OF_A_TASK
                + view.task().spec().message().getSerializedSize()
                + (output == null ? 0 : output.size())
                + logs;
    }
}
