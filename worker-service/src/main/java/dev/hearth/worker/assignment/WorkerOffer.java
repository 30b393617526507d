package dev.hearth.worker.assignment;

import dev.hearth.ids.WorkerId;

/** What one worker offers. */
public record WorkerOffer(WorkerId id, int index, long ramBytes, int gpuCount, String gpuType, long vramBytes) {}
