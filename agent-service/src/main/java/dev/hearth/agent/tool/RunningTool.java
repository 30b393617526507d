package dev.hearth.agent.tool;

import io.smallrye.mutiny.Uni;

/** A tool at work. */
public interface RunningTool {
    /** Completes once, within the tool's time limit, on any thread; never fails: a failure is an outcome. */
    Uni<ToolOutcome> outcome();

    /** Ends the work as far as it can be ended; the outcome then does not matter any more. */
    void cancel();

    /** Asked once it was cancelled: whether nobody knows any more if it had its effect. */
    default boolean isUnknown() {
        return false;
    }
}
