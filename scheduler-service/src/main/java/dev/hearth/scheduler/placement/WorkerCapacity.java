package dev.hearth.scheduler.placement;

import dev.hearth.ids.WorkerId;

/**
 * A worker's share of its engine's machine.
 *
 * @param vramBytes of each GPU
 */
public record WorkerCapacity(WorkerId id, int gpuCount, String gpuType, long vramBytes, long ramBytes) {}
