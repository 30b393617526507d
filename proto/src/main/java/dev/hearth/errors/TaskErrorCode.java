package dev.hearth.errors;

/** Why a task failed; the task's `error_code` on the wire is the constant's name. Codes are API: add, never rename. */
public enum TaskErrorCode {
    /** The input does not fit the function's model. */
    INVALID_INPUT,
    /** What the app returned does not fit the function's model, or is not JSON. */
    INVALID_OUTPUT,
    /** Import, construction or {@code setup} of the app failed. */
    SETUP_FAILED,
    /** The app's function raised. */
    APP_ERROR,
    /** The app's process ended while it held the task. */
    APP_CRASHED,
    /** The app's process was ended for its use of memory. */
    OUT_OF_MEMORY,
    /** The app reached its limit of processes and threads. */
    TOO_MANY_PROCESSES,
    /** The call ran longer than its limit. */
    TIMEOUT,
    /** An input file could not be fetched, or an output file is not there. */
    FILE_UNAVAILABLE,
    /** The version's environment could not be built, or its module not be read. */
    BUILD_FAILED,
    /** The engine was lost, and no attempt is left. */
    ENGINE_LOST,
    /** The session ended before the call could run. */
    SESSION_ENDED,
    /** The process that held the session is gone, before the call could run. */
    WORKER_LOST,
    /** The task was not started before its latest start. */
    EXPIRED,
    /** The engine refuses to run it, for example without a jail for another team's app. */
    REFUSED
}
