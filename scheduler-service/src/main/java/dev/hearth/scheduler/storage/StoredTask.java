package dev.hearth.scheduler.storage;

import dev.hearth.scheduler.task.Task;

/**
 * A task as a row holds it.
 *
 * @param version of its newest event
 */
public record StoredTask(Task task, long version) {}
