package dev.hearth.worker.assignment;

import dev.hearth.ids.WorkerId;
import dev.hearth.worker.runner.RunnerKey;
import java.time.Duration;

/**
 * What became of a runner.
 *
 * @param ramBytes 0: not measured
 * @param coldStart from the start of its process until it was warm; zero before
 */
public record RunnerNews(WorkerId workerId, RunnerKey runner, Phase phase, long ramBytes, Duration coldStart) {
    /** How far it is. */
    public enum Phase {
        STARTING,
        WARM,
        GONE
    }
}
