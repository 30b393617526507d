package dev.hearth.scheduler.placement;

/** What a task does with its worker. */
public enum Kind {
    /** Runs a function of a published version. */
    RUN,
    /** Builds a version: at most one at a time per engine. */
    BUILD
}
