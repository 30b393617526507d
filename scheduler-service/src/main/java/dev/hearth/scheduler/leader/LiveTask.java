package dev.hearth.scheduler.leader;

import com.google.protobuf.ByteString;
import dev.hearth.ids.TaskId;
import dev.hearth.scheduler.storage.TaskChange;
import dev.hearth.scheduler.task.LogLine;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskEvent;
import dev.hearth.scheduler.task.TaskView;
import dev.hearth.scheduler.task.Transition;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that has not ended, as the leader holds it: what was decided, and how much of that is committed. Owned by the
 * leader's thread.
 */
final class LiveTask {
    private final long sequence;
    private final TaskChange.@Nullable Key key;
    private final Promise<LiveTask> accepted = Promise.promise();
    private final List<LogLine> logs = new ArrayList<>(0);
    private @Nullable LiveSession session;
    private Task task;
    private Task shown;
    private TaskChange.@Nullable Before stored;
    private long version;
    private int savedTransitions;
    private boolean assignmentSent;
    private long lastLogSequence;
    private long lastOutputSequence;

    private LiveTask(Task task, long sequence, TaskChange.@Nullable Key key) {
        this.task = task;
        this.shown = task;
        this.sequence = sequence;
        this.key = key;
    }

    /** A task that no row holds yet. */
    static LiveTask received(Task task, long sequence, TaskChange.@Nullable Key key) {
        return new LiveTask(task, sequence, key);
    }

    /** A task read back from its row. */
    static LiveTask restored(Task task, long version, long sequence) {
        LiveTask live = new LiveTask(task, sequence, null);
        live.stored = new TaskChange.Before(task.status(), task.attempt());
        live.version = version;
        live.savedTransitions = task.transitions().size();
        live.assignmentSent = true;
        live.accepted.complete(live);
        return live;
    }

    TaskId id() {
        return task.id();
    }

    Task task() {
        return task;
    }

    /**
     * What may be told: decisions that wait for their commit are left out, steps of a running call are not.
     */
    Task shown() {
        return shown;
    }

    /** Place in the order of arrival. */
    long sequence() {
        return sequence;
    }

    /** Completes when the first commit has made the task durable. */
    Promise<LiveTask> accepted() {
        return accepted;
    }

    long version() {
        return version;
    }

    TaskChange.@Nullable Key key() {
        return key;
    }

    /** The session it is a call of. */
    @Nullable
    LiveSession session() {
        return session;
    }

    void joins(LiveSession live) {
        session = live;
    }

    /** Whether no earlier call of its session goes before it. */
    boolean hasTurn() {
        return session == null || session.isTurnOf(this);
    }

    void apply(TaskEvent event, Instant now) {
        int attempt = task.attempt();
        task = task.after(event, now);
        if (task.attempt() != attempt) {
            assignmentSent = false;
            lastLogSequence = 0;
            lastOutputSequence = 0;
        }
    }

    /** A step that is shown before it is stored. */
    void applyLive(TaskEvent.Progressed step, Instant now) {
        apply(step, now);
        shown = task;
    }

    /** The newest partial output; shown at once. */
    void output(ByteString partial) {
        task = task.withPartialOutput(partial);
        shown = task;
    }

    boolean hasUnsavedTransitions() {
        return task.transitions().size() > savedTransitions;
    }

    List<Transition> unsavedTransitions() {
        return task.transitions().subList(savedTransitions, task.transitions().size());
    }

    TaskChange.@Nullable Before stored() {
        return stored;
    }

    void committed(TaskChange change) {
        stored = new TaskChange.Before(change.task().status(), change.task().attempt());
        version = change.version();
        int committed = change.task().transitions().size();
        if (task.transitions().size() == committed) {
            shown = task;
        } else if (shown.transitions().size() < committed) {
            shown = change.task();
        } // else: a step was shown while the commit was in flight, and is not taken back
        savedTransitions = change.task().transitions().size();
    }

    boolean isAssignmentSent() {
        return assignmentSent;
    }

    void assignmentSent() {
        assignmentSent = true;
    }

    long lastLogSequence() {
        return lastLogSequence;
    }

    /** Keeps a chunk; false if it was there already. */
    boolean addLog(LogLine line) {
        if (line.sequence() <= lastLogSequence) {
            return false;
        }
        lastLogSequence = line.sequence();
        logs.add(line);
        return true;
    }

    /** Whether a partial output of this sequence is newer than the one shown. */
    boolean isNewerOutput(long outputSequence) {
        if (outputSequence <= lastOutputSequence) {
            return false;
        }
        lastOutputSequence = outputSequence;
        return true;
    }

    /** Bytes of the payloads it holds in memory. */
    long payloadBytes() {
        ByteString output = task.output();
        return (long) task.spec().input().size() + task.spec().setup().size() + (output == null ? 0 : output.size());
    }

    TaskView view() {
        return TaskView.of(shown, version, logs);
    }

    TaskView view(TaskView.WaitingFor waitingFor) {
        return new TaskView(shown, version, logs, waitingFor);
    }
}
