package dev.hearth.ids;

/** Names a task. Made by whoever submits it, so that submitting twice is submitting once. */
public record TaskId(String value) implements Id {
    public TaskId {
        Ids.requireText(value, "TaskId");
    }

    /** A new id nobody has. */
    public static TaskId random() {
        return new TaskId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
