package dev.hearth.worker.data;

/** What an app was doing when it wrote a line. */
public enum LogStage {
    BUILD,
    RUN,
    SERVE,
    SETUP,
    TASK
}
