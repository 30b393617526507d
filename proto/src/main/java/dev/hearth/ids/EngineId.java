package dev.hearth.ids;

/** Names an engine: chosen by whoever starts it, the same over its restarts. */
public record EngineId(String value) implements Id {
    public EngineId {
        Ids.requireText(value, "EngineId");
    }

    /** A new id nobody has. */
    public static EngineId random() {
        return new EngineId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
