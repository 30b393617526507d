package dev.hearth.scheduler.placement;

import dev.hearth.ids.SessionId;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import org.jspecify.annotations.Nullable;

/**
 * A task that is due and has no worker.
 *
 * @param priority the class of the task; a higher one goes first, whatever waits in lower ones
 * @param sequence its place among all tasks; a task that comes back to the queue keeps it
 * @param session the session it is a call of; null: of none
 * @param opens whether it is the call that starts the session's runner; the later ones run on that one or not at all, and
 *     name its worker in their requirement
 */
public record WaitingTask(
        TaskId id,
        TeamId team,
        SetupHash setupHash,
        Kind kind,
        Requirement requirement,
        int priority,
        long sequence,
        @Nullable SessionId session,
        boolean opens) {
    /** Stands for the runner of a session that has none yet. */
    private static final SessionId NOT_OPEN = new SessionId("new");

    /** A task of no session. */
    public WaitingTask(
            TaskId id,
            TeamId team,
            SetupHash setupHash,
            Kind kind,
            Requirement requirement,
            int priority,
            long sequence) {
        this(id, team, setupHash, kind, requirement, priority, sequence, null, false);
    }

    RunnerKey runnerKey() {
        return new RunnerKey(team, setupHash, session);
    }

    /** As {@link #runnerKey}, but sessions that are not open yet wait alike: none of them has a runner. */
    RunnerKey laneKey() {
        return opens ? new RunnerKey(team, setupHash, NOT_OPEN) : runnerKey();
    }
}
