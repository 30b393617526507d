package dev.hearth.worker.assignment;

import dev.hearth.worker.runner.Runner;

/**
 * How far an attempt is.
 *
 * <pre>Waiting → Preparing → Loading → Calling → Finished;  warm: Waiting → Calling;  any → Finished</pre>
 */
sealed interface AttemptState {
    /** Not started: may be recalled or handed back. */
    record Waiting() implements AttemptState {}

    /** A thread fetches, builds and starts what is needed, or builds a version. */
    record Preparing(Thread thread) implements AttemptState {}

    /** The runner imports and sets up. */
    record Loading(Thread thread, Runner runner) implements AttemptState {}

    /** The runner has the call. */
    record Calling(Runner runner) implements AttemptState {}

    /** Reported. */
    record Finished() implements AttemptState {}

    /** Ends what is at work, without a grace. */
    default void endNow() {
        switch (this) {
            case Preparing preparing -> preparing.thread().interrupt();
            case Loading loading -> {
                loading.runner().kill();
                loading.thread().interrupt();
            }
            case Calling calling -> calling.runner().kill();
            case Waiting _, Finished _ -> {}
        }
    }
}
