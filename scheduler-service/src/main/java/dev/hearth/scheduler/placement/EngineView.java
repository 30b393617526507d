package dev.hearth.scheduler.placement;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.TeamId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An engine as it introduced itself.
 *
 * @param onlyTeam the one team it serves because it has no jail; null: every team
 * @param depth committed tasks that one of its workers may hold, the running one included; below 2: no depth
 */
public record EngineView(
        EngineId id, @Nullable TeamId onlyTeam, Set<String> labels, List<WorkerCapacity> workers, int depth) {
    public EngineView {
        labels = Set.copyOf(labels);
        workers = List.copyOf(workers);
        if (workers.stream().map(WorkerCapacity::id).distinct().count() != workers.size()) {
            throw new IllegalArgumentException("Engine %s names a worker twice: %s".formatted(id, workers));
        }
    }
}
