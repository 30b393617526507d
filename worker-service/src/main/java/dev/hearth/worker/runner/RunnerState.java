package dev.hearth.worker.runner;

import dev.hearth.ids.TaskId;

/**
 * What a runner is doing.
 *
 * <pre>Starting → Loading → Idle ⇄ Busy;  Idle → Unloading;  any → Exited</pre>
 */
public sealed interface RunnerState {
    /** The process was started and has not connected. */
    record Starting() implements RunnerState {
        Loading connected() {
            return new Loading();
        }
    }

    /** The app is imported and set up. */
    record Loading() implements RunnerState {
        Idle setUp() {
            return new Idle(System.nanoTime());
        }
    }

    /** Warm, without a call. */
    record Idle(long sinceNanos) implements RunnerState {
        Busy run(TaskId task) {
            return new Busy(task);
        }

        Unloading unload() {
            return new Unloading();
        }
    }

    /** Warm, with a call. */
    record Busy(TaskId task) implements RunnerState {
        Idle finished() {
            return new Idle(System.nanoTime());
        }
    }

    /** Asked to end in its own way. */
    record Unloading() implements RunnerState {}

    /** Gone. */
    record Exited(int exitCode) implements RunnerState {}
}
