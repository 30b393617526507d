package dev.hearth.worker.jail;

/**
 * What a process may use, with all it starts.
 *
 * @param ramBytes memory; 0: no limit
 * @param maxProcesses processes and threads; 0: no limit
 */
public record ProcessLimits(long ramBytes, int maxProcesses) {
    /** The limit of one kind. */
    public long of(Excess kind) {
        return switch (kind) {
            case NONE -> 0;
            case MEMORY -> ramBytes;
            case PROCESSES -> maxProcesses;
        };
    }
}
