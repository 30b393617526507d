package dev.hearth.worker.assignment;

/** Where what happens here is told. Called under a worker's lock: implementations neither wait nor call back. */
public interface Reports {
    /** A step of an attempt, live. */
    void progressed(TaskOrder order, Step step);

    /** An attempt's end; kept until the leader has settled it. */
    void ended(Ended ended);

    void runnerChanged(RunnerNews news);
}
