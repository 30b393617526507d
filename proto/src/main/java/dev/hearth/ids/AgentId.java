package dev.hearth.ids;

/** Names an agent, stored or ad-hoc. */
public record AgentId(String value) implements Id {
    public AgentId {
        Ids.requireText(value, "AgentId");
    }

    /** A new id nobody has. */
    public static AgentId random() {
        return new AgentId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
