package dev.hearth.scheduler.engine;

import com.google.protobuf.ByteString;
import dev.hearth.ids.SessionId;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.WorkerId;
import dev.hearth.scheduler.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an engine tells the leader. */
public sealed interface EngineReport {
    /**
     * The first report on every stream: everything the engine has.
     *
     * @param incarnation differs for every start of the engine's process
     * @param held assignments taken and not finished
     * @param results not yet settled
     */
    record Hello(
            String incarnation,
            List<Slot> workers,
            List<Runner> runners,
            List<Held> held,
            List<Result> results,
            Capabilities capabilities,
            boolean draining)
            implements EngineReport {
        public Hello {
            workers = List.copyOf(workers);
            runners = List.copyOf(runners);
            held = List.copyOf(held);
            results = List.copyOf(results);
        }
    }

    record Heartbeat(long sequence) implements EngineReport {}

    record Progress(TaskId task, int attempt, TaskStatus status) implements EngineReport {}

    /**
     * An assignment is over.
     *
     * @param lastLogSequence of the attempt's log; 0: it has none
     */
    record Result(
            TaskId task,
            int attempt,
            Outcome outcome,
            @Nullable ByteString output,
            String error,
            String errorCode,
            List<TaskStatus> steps,
            boolean started,
            Optional<Duration> runTime,
            long lastLogSequence)
            implements EngineReport {
        public Result {
            steps = List.copyOf(steps);
        }
    }

    record Recalled(TaskId task, int attempt, boolean confirmed) implements EngineReport {}

    /** A runner became warm, or is gone; {@code session} is null for one of no session. */
    record Runner(
            WorkerId worker,
            TeamId team,
            SetupHash setupHash,
            @Nullable SessionId session,
            Phase phase,
            long ramBytes,
            Duration coldStart)
            implements EngineReport {}

    /** Takes nothing new. */
    record Draining() implements EngineReport {}

    enum Outcome {
        COMPLETED,
        FAILED,
        CANCELLED,
        RETURNED
    }

    enum Phase {
        STARTING,
        WARM,
        GONE
    }

    /** A worker and its share of the machine. */
    record Slot(WorkerId id, long ramBytes, int gpuCount, String gpuType, long vramBytes) {}

    record Held(TaskId task, int attempt, WorkerId worker, TaskStatus status, boolean started) {}

    /**
     * What an engine can do.
     *
     * @param onlyTeam the one team served by an engine without a jail
     * @param depth committed tasks that may wait at one runner
     */
    record Capabilities(boolean jailed, Optional<TeamId> onlyTeam, Set<String> labels, int depth) {
        public Capabilities {
            labels = Set.copyOf(labels);
        }
    }
}
