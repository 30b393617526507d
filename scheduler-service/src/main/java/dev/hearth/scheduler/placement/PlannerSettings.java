package dev.hearth.scheduler.placement;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What the planner is told once.
 *
 * @param maxDepth tasks a worker may hold, the running one included, however deep its engine would go; too high delays
 *     who comes next by that many short tasks, 1 makes every short task wait for a commit
 * @param shortTask tasks whose learned run time is below this may wait at a busy runner; too high blocks workers with
 *     queues that a better placement cannot undo
 * @param assumedRunnerRamBytes what a runner is taken to need before anyone asked for or measured anything
 * @param nanoTime a monotonic clock
 * @param sessions how many workers may carry runners of sessions
 */
public record PlannerSettings(
        int maxDepth, Duration shortTask, long assumedRunnerRamBytes, LongSupplier nanoTime, SessionShare sessions) {
    public PlannerSettings {
        if (maxDepth < 1) {
            throw new IllegalArgumentException("maxDepth must be 1 or more, not " + maxDepth);
        }
    }

    /** Depth 8 for tasks below 50 ms, and the system's clock. */
    public static PlannerSettings defaults(SessionShare sessions) {
        return new PlannerSettings(8, Duration.ofMillis(50), 128L << 20, System::nanoTime, sessions);
    }
}
