package dev.hearth.agent.calls;

import com.google.protobuf.ByteString;
import dev.hearth.ids.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * A task as it stands.
 *
 * @param output JSON; null: there is none. Of a live task the newest partial output
 * @param error readable; null: none
 * @param errorCode one of the codes of failed tasks; null: none
 * @param session the session it runs in; null: none
 */
public record CalledTask(
        TaskId id,
        Status status,
        @Nullable ByteString output,
        @Nullable String error,
        @Nullable String errorCode,
        @Nullable String session) {
    /** What the loop needs to know of a task's status. */
    public enum Status {
        LIVE,
        COMPLETED,
        FAILED,
        CANCELLED
    }
}
