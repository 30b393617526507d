package dev.hearth.worker.runner;

import dev.hearth.worker.data.LogStage;
import dev.hearth.worker.jail.JailedProcess.ProcessEnd;

/** Hears what a runner says. Messages and the end come on the runner's reading thread, lines on its log thread. */
public interface RunnerHandler {
    void onMessage(Runner runner, RunnerMessage message);

    /** Whole lines, each with its line feed. */
    void onLines(Runner runner, LogStage stage, String lines);

    /** The last thing heard, once. */
    void onExit(Runner runner, ProcessEnd end);
}
