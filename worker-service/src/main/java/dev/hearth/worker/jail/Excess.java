package dev.hearth.worker.jail;

/** The limit of its jail that a process tree ran into. */
public enum Excess {
    NONE,
    /** More memory than its worker has. */
    MEMORY,
    /** More processes and threads than a jail may hold. */
    PROCESSES
}
