package dev.hearth.scheduler.storage;

import com.google.protobuf.ByteString;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * One row of a batch: a task's newest state, and what the row must look like for it to be written.
 *
 * @param before status and attempt the row must have; null for a new row
 * @param version of the event written with it
 * @param event CloudEvent in structured JSON mode
 * @param key idempotency key stored with a new row
 * @param session what it means for the session it is a call of; null: it is none
 */
public record TaskChange(
        Task task,
        @Nullable Before before,
        long version,
        ByteString event,
        @Nullable Key key,
        @Nullable SessionEffect session) {

    /** Of a task that is a call of no session. */
    public TaskChange(Task task, @Nullable Before before, long version, ByteString event, @Nullable Key key) {
        this(task, before, version, event, key, null);
    }

    /** What compare-and-set compares with. */
    public record Before(TaskStatus status, int attempt) {}

    /** An idempotency key and the digest of what was asked under it. */
    public record Key(String key, ByteString digest) {}

    boolean isNew() {
        return before == null;
    }
}
