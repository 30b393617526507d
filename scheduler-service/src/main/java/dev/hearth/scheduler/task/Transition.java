package dev.hearth.scheduler.task;

import java.time.Instant;

/** A status a task passed, when, and on which attempt. */
public record Transition(TaskStatus status, Instant at, int attempt) {}
