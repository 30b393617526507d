package dev.hearth.checker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that was seen during a run. */
public sealed interface Observation {
    /** The API said that it has the task. */
    record Acknowledged(String taskId) implements Observation {}

    /**
     * The API showed the task.
     *
     * @param observer who looked: what one observer saw has an order, what two saw has none
     * @param isAfterQuiet whether it was taken when nothing moved any more; everything has to be final by then
     * @param outputAttempt the attempt that made the output shown, for apps that tell it; null when unknown
     */
    record Snapshot(
            String observer,
            String taskId,
            Status status,
            int attempt,
            boolean isAfterQuiet,
            @Nullable Integer outputAttempt)
            implements Observation {}

    /** A change of a task, as the topic tells it. */
    record Changed(
            int partition,
            long offset,
            String taskId,
            long version,
            int attempt,
            Status status,
            List<Status> transitions)
            implements Observation {
        public Changed {
            transitions = List.copyOf(transitions);
        }
    }

    /** The topic says that the task was deleted. */
    record Deleted(String taskId) implements Observation {}

    /**
     * An app did something that the world can see.
     *
     * @param attempt null when the app does not know it
     */
    record Effect(String taskId, @Nullable Integer attempt) implements Observation {}
}
