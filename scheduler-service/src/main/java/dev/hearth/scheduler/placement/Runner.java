package dev.hearth.scheduler.placement;

/** A runner resident on a worker, or being started there. */
final class Runner {
    final RunnerKey key;
    boolean warm;
    /** What it holds or is expected to hold. */
    long ramBytes;
    /** Of each GPU. */
    final long vramBytes;
    /** Rises with use: the lowest of a worker is the cheapest to lose. */
    long lastUse;

    Runner(RunnerKey key, long ramBytes, long vramBytes) {
        this.key = key;
        this.ramBytes = ramBytes;
        this.vramBytes = vramBytes;
    }
}
