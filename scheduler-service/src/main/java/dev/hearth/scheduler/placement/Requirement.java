package dev.hearth.scheduler.placement;

import dev.hearth.ids.WorkerId;
import java.util.Set;

/**
 * What a task asks of its worker. Zero and empty mean "nothing asked".
 *
 * @param gpuType empty or {@code any}: every type; read only when GPUs are asked for
 * @param vramBytes of each GPU; read only when GPUs are asked for
 * @param ramBytes soft: clamped to the largest worker that fits otherwise
 * @param workers only these, if any are named
 * @param engineLabels each must be among the engine's
 */
public record Requirement(
        int gpuCount, String gpuType, long vramBytes, long ramBytes, Set<WorkerId> workers, Set<String> engineLabels) {
    /** Any worker will do. */
    public static final Requirement NONE = new Requirement(0, "", 0, 0, Set.of(), Set.of());

    public Requirement {
        workers = Set.copyOf(workers);
        engineLabels = Set.copyOf(engineLabels);
    }

    boolean acceptsGpuType(String offered) {
        return gpuType.isEmpty() || gpuType.equals("any") || gpuType.equals(offered);
    }

    /** What of each GPU's memory a runner takes. */
    long vramOfRunner() {
        return gpuCount == 0 ? 0 : vramBytes;
    }
}
