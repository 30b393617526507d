package dev.hearth.worker.assignment;

/** Where a task that an engine holds stands, in the order of a cold run. */
public enum HeldStatus {
    DISPATCHED,
    PREPARING,
    SERVING,
    SETTING_UP,
    RUNNING,
    UPLOADING
}
