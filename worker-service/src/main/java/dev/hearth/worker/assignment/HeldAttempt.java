package dev.hearth.worker.assignment;

import dev.hearth.ids.TaskId;
import dev.hearth.ids.WorkerId;

/** An attempt that was taken and has not ended, as said in a Hello. */
public record HeldAttempt(TaskId taskId, int attempt, WorkerId workerId, HeldStatus status, boolean isStarted) {}
