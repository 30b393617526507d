package dev.hearth.scheduler.task;

import com.google.protobuf.ByteString;
import dev.hearth.errors.TaskErrorCode;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.WorkerId;
import org.jspecify.annotations.Nullable;

/** Something that happened to a task. The decision says which event; the event says where it leads. */
public sealed interface TaskEvent {
    /** Has to wait for a worker, or for its time. */
    record Queued() implements TaskEvent {}

    /** A worker was chosen. */
    record Dispatched(EngineId engine, WorkerId worker) implements TaskEvent {}

    /** The engine reached a step. */
    record Progressed(TaskStatus status) implements TaskEvent {}

    record Completed(@Nullable ByteString output) implements TaskEvent {}

    record Failed(
            TaskErrorCode code, String error, @Nullable ByteString output) implements TaskEvent {}

    /** The engine gave it back unstarted, or it never arrived there. */
    record Returned() implements TaskEvent {}

    /** Its engine was lost, and an attempt is left. */
    record EngineLost(boolean charged) implements TaskEvent {}

    record CancelRequested() implements TaskEvent {}

    record Cancelled(@Nullable ByteString output) implements TaskEvent {}

    default TaskStatus leadsTo() {
        return switch (this) {
            case Queued _, Returned _, EngineLost _ -> TaskStatus.QUEUED;
            case Dispatched _ -> TaskStatus.DISPATCHED;
            case Progressed progressed -> progressed.status();
            case Completed _ -> TaskStatus.COMPLETED;
            case Failed _ -> TaskStatus.FAILED;
            case CancelRequested _ -> TaskStatus.CANCELLING;
            case Cancelled _ -> TaskStatus.CANCELLED;
        };
    }
}
