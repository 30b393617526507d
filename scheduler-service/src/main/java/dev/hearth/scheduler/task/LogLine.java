package dev.hearth.scheduler.task;

import java.time.Instant;

/**
 * A chunk of a task's log: one or more whole lines.
 *
 * @param sequence rises by one with every chunk of an attempt
 * @param type number of the log type: 0 build, 1 run, 2 serve, 3 setup, 4 task
 */
public record LogLine(int attempt, long sequence, int type, Instant at, String content) {}
