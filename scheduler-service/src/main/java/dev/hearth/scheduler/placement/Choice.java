package dev.hearth.scheduler.placement;

/** What a lane does when a worker could be had. */
sealed interface Choice {
    /** One of its tasks takes a worker. */
    record Give(WaitingTask task, Worker worker, boolean warm) implements Choice {}

    /** It waits for a warm worker, which is expected to be free sooner than a cold start would end; but not for ever. */
    record Wait(long untilNanos) implements Choice {}

    /** No idle worker has room for it beside the sessions they carry, or none may carry one more; it looks again then. */
    record Blocked(long untilNanos) implements Choice {}
}
