package dev.hearth.worker.assignment;

import dev.hearth.ids.WorkerId;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What one worker offers.
 *
 * @param firstGpu number of its first GPU in the machine; the others follow
 * @param gpuType {@code fake}: there is none, for trying out placement
 * @param vramBytes of each GPU
 */
public record WorkerOffer(
        WorkerId id, int index, long ramBytes, int firstGpu, int gpuCount, String gpuType, long vramBytes) {
    /** Numbers of the GPUs that are really there, as CUDA wants them; empty: none. */
    String visibleGpus() {
        int count = gpuType.equals("fake") ? 0 : gpuCount;
        return IntStream.range(firstGpu, firstGpu + count)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
    }
}
