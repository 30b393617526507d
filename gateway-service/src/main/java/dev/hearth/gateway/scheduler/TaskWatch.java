package dev.hearth.gateway.scheduler;

/** A running watch. */
public interface TaskWatch {
    /** Ends it; the watcher hears nothing more. On the watch's own context only. */
    void close();
}
