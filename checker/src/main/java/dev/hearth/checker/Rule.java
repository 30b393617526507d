package dev.hearth.checker;

/** What a history may not contain. */
public enum Rule {
    /** A task was acknowledged and is not final once everything is quiet. */
    LOST,
    /** Two different final statuses were told of one task, a version was told twice differently, or an attempt had its effect twice. */
    DOUBLE,
    /** A status was stored that may not follow the one before; back to the queue goes a task only for another attempt. */
    BACKWARD,
    /** A status, an output or an event was stored from an attempt that had been replaced. */
    ZOMBIE,
    /** A version of a task is missing on the topic. */
    GAP,
    /** A version of a task came after a later one on the topic. */
    INVERTED
}
