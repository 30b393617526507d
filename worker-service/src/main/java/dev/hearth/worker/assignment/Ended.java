package dev.hearth.worker.assignment;

import java.util.List;

/**
 * An attempt that has ended.
 *
 * @param steps all it reached, in order
 * @param isStarted whether anything was done for it
 */
public record Ended(TaskOrder order, TaskOutcome outcome, List<Step> steps, boolean isStarted) {
    public Ended {
        steps = List.copyOf(steps);
    }
}
