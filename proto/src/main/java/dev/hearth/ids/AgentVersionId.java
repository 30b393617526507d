package dev.hearth.ids;

/** Names one immutable version of an agent. */
public record AgentVersionId(String value) implements Id {
    public AgentVersionId {
        Ids.requireText(value, "AgentVersionId");
    }

    /** A new id nobody has. */
    public static AgentVersionId random() {
        return new AgentVersionId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
