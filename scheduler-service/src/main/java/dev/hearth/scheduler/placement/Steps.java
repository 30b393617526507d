package dev.hearth.scheduler.placement;

/**
 * Counts what the planner looks at: every comparison in an ordered index, every shape, worker and runner considered.
 * The measure of a decision's cost that does not depend on the machine.
 */
final class Steps {
    private long taken;

    void take() {
        taken++;
    }

    long taken() {
        return taken;
    }
}
