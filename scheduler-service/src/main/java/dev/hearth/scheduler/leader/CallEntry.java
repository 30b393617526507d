package dev.hearth.scheduler.leader;

import dev.hearth.scheduler.task.TaskSpec;
import io.vertx.core.Future;
import java.time.Instant;

/** What sessions have to do with a task that is taken in; nothing, if it is a call of none. */
interface CallEntry {
    /** Fails with the reason why a call may not be taken in; completes at once, unless its session is over. */
    Future<Void> admit(TaskSpec spec);

    /** When a task that comes now arrives: calls of a session one after another. */
    Instant arrivalOf(TaskSpec spec, Instant now);

    /** A task was taken in; if it is the first call of a session, that is open now. */
    void join(LiveTask call);

    /** A task could not be stored: it never was. */
    void refused(LiveTask call);
}
