package dev.hearth.worker.assignment;

/** Where what happens here is told. Called under a worker's lock: implementations neither wait nor call back. */
public interface Reports {
    /** A step of an attempt, live; that it runs may be told a little later, or with its end. */
    void progressed(TaskOrder order, Step step);

    /** The attempt shows something: whatever step it has reached is told now. */
    void hurry(TaskOrder order);

    /** An attempt's end; kept until the leader has settled it. */
    void ended(Ended ended);

    void runnerChanged(RunnerNews news);
}
