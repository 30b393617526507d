package dev.hearth.ids;

/** Names a worker: one slot of an engine, the same over its restarts. */
public record WorkerId(String value) implements Id {
    public WorkerId {
        Ids.requireText(value, "WorkerId");
    }

    /** A new id nobody has. */
    public static WorkerId random() {
        return new WorkerId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
