package dev.hearth.scheduler.placement;

import dev.hearth.ids.TeamId;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Workers that are alike in everything a requirement can ask. There are few, however large the fleet. */
final class Shape {
    /** What makes workers alike. */
    record Key(
            int gpuCount,
            String gpuType,
            long vramBytes,
            long ramBytes,
            Set<String> labels,
            @Nullable TeamId onlyTeam) {
        static Key of(EngineView engine, WorkerCapacity worker) {
            return new Key(
                    worker.gpuCount(),
                    worker.gpuType(),
                    worker.gpuCount() == 0 ? 0 : worker.vramBytes(),
                    worker.ramBytes(),
                    engine.labels(),
                    engine.onlyTeam());
        }
    }

    /** The tightest first, so that what is scarce stays free for those who need it. */
    static final Comparator<Shape> BEST_FIT = Comparator.<Shape>comparingLong(shape -> shape.key.vramBytes())
            .thenComparingInt(shape -> shape.key.gpuCount())
            .thenComparingLong(shape -> shape.key.ramBytes())
            .thenComparingLong(shape -> shape.number);

    final Key key;
    final Claims claims;
    /** Idle workers of engines without a build, which may take one. */
    final IdlePool open;
    /** Idle workers of engines with a build. */
    final IdlePool building;

    int workers;

    private final long number;

    Shape(Key key, long number, Steps steps) {
        this.key = key;
        this.number = number;
        this.claims = new Claims(steps);
        this.open = new IdlePool(steps);
        this.building = new IdlePool(steps);
    }

    boolean serves(TeamId team) {
        return key.onlyTeam() == null || key.onlyTeam().equals(team);
    }

    /** Everything but RAM, which is soft, and the team. */
    boolean offers(Requirement requirement) {
        return key.gpuCount() >= requirement.gpuCount()
                && (requirement.gpuCount() == 0
                        || (requirement.acceptsGpuType(key.gpuType()) && key.vramBytes() >= requirement.vramBytes()))
                && key.labels().containsAll(requirement.engineLabels());
    }

    IdlePool poolOf(Engine engine) {
        return engine.isBuilding() ? building : open;
    }

    boolean hasIdle(Kind kind) {
        return !open.isEmpty() || (kind == Kind.RUN && !building.isEmpty());
    }

    @Nullable
    Worker pickIdle(Kind kind, long ramBytes, long vramBytes) {
        Worker worker = open.pick(ramBytes, vramBytes);
        return worker == null && kind == Kind.RUN ? building.pick(ramBytes, vramBytes) : worker;
    }

    /** An idle worker that carries sessions already and is wanted. */
    @Nullable
    Worker pickCarrier(long ramBytes, long vramBytes, Predicate<Worker> wanted) {
        Worker worker = open.pickCarrier(ramBytes, vramBytes, wanted);
        return worker == null ? building.pickCarrier(ramBytes, vramBytes, wanted) : worker;
    }
}
