package dev.hearth.scheduler.engine;

import dev.hearth.ids.SessionId;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.WorkerId;
import dev.hearth.scheduler.task.TaskSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the leader tells an engine. Every order travels with the leader's epoch. */
public sealed interface EngineOrder {
    record Welcome(Duration lease, Duration heartbeat) implements EngineOrder {}

    /** Renews the lease, counted from when the heartbeat was sent. */
    record HeartbeatAck(long sequence) implements EngineOrder {}

    /** Run this task; committed as DISPATCHED. */
    record Assign(TaskSpec spec, int attempt, WorkerId worker, List<RunnerName> evict) implements EngineOrder {
        public Assign {
            evict = List.copyOf(evict);
        }
    }

    /** Give an unstarted task back. */
    record Recall(TaskId task, int attempt) implements EngineOrder {}

    record Cancel(TaskId task, int attempt, boolean force, Duration grace) implements EngineOrder {}

    /** The result is committed, or refused; drop it. */
    record Settled(TaskId task, int attempt, boolean accepted) implements EngineOrder {}

    /** Drop this task without a result: its attempt was replaced. */
    record Abandon(TaskId task, int attempt) implements EngineOrder {}

    /** End this runner as soon as it is idle. */
    record Unload(WorkerId worker, RunnerName runner) implements EngineOrder {}

    /** A runner, named as engines name them; {@code session} is null for one of no session. */
    record RunnerName(
            TeamId team, SetupHash setupHash, @Nullable SessionId session) {}
}
