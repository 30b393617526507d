package dev.hearth.scheduler.watch;

import com.google.protobuf.ByteString;
import dev.hearth.scheduler.task.LogLine;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskView;

/**
 * Somebody who follows one task. Called on the leader's thread, in the order things happened; must not block. After
 * {@link #onFinal} or {@link #onDropped} nothing follows.
 */
public interface TaskFollower {
    /** Where the task stands as the following begins. Always first, unless the task has ended already. */
    void onSnapshot(TaskView view);

    /** A status reached: committed, or one of the steps that are shown live and stored with the next commit. */
    void onStatus(Task task, long version);

    void onPartialOutput(Task task, ByteString output, long sequence);

    void onLog(LogLine line);

    /** The task has ended, and that is committed. */
    void onFinal(TaskView view);

    /** This replica cannot tell more; the task goes on elsewhere. */
    void onDropped(Throwable reason);

    /** Whether nobody listens any more. */
    boolean isGone();
}
