package dev.hearth.scheduler.placement;

import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;

/**
 * A task that is due and has no worker.
 *
 * @param priority the class of the task; a higher one goes first, whatever waits in lower ones
 * @param sequence its place among all tasks; a task that comes back to the queue keeps it
 */
public record WaitingTask(
        TaskId id, TeamId team, SetupHash setupHash, Kind kind, Requirement requirement, int priority, long sequence) {
    RunnerKey runnerKey() {
        return new RunnerKey(team, setupHash);
    }
}
