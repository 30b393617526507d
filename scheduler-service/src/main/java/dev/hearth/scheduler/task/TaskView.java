package dev.hearth.scheduler.task;

import java.util.List;

/**
 * A task as it is shown.
 *
 * @param version of its newest committed event
 * @param logs the chunks kept of its attempts, in order
 * @param waitingFor why it waits, a code and a text; both empty when it does not
 */
public record TaskView(Task task, long version, List<LogLine> logs, WaitingFor waitingFor) {
    public TaskView {
        logs = List.copyOf(logs);
    }

    /** Why a task waits. */
    public record WaitingFor(String code, String text) {
        public static final WaitingFor NOTHING = new WaitingFor("", "");
    }

    public static TaskView of(Task task, long version, List<LogLine> logs) {
        return new TaskView(task, version, logs, WaitingFor.NOTHING);
    }
}
