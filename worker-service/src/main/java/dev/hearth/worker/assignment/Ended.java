package dev.hearth.worker.assignment;

import java.util.List;

/**
 * An attempt that has ended.
 *
 * @param steps all it reached, in order
 * @param isStarted whether anything was done for it
 * @param lastLogSequence of the last chunk of its log; 0: there was none
 */
public record Ended(TaskOrder order, TaskOutcome outcome, List<Step> steps, boolean isStarted, long lastLogSequence) {
    public Ended {
        steps = List.copyOf(steps);
    }
}
