package dev.hearth.scheduler.placement;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.WorkerId;
import java.util.List;

/**
 * A task and the worker it was given, already reserved in the planner's memory.
 *
 * @param warm the runner has finished its setup; else it is started, or being started, for this task
 * @param evict idle runners of the worker to unload first
 * @param depth tasks that the worker finishes before it starts this one
 */
public record Placement(
        TaskId task,
        EngineId engine,
        WorkerId worker,
        RunnerKey runner,
        boolean warm,
        List<RunnerKey> evict,
        int depth) {
    public Placement {
        evict = List.copyOf(evict);
    }
}
