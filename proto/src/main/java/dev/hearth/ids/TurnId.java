package dev.hearth.ids;

/** Names a turn: what an agent does between a message of the user and its own rest. */
public record TurnId(String value) implements Id {
    public TurnId {
        Ids.requireText(value, "TurnId");
    }

    /** A new id nobody has. */
    public static TurnId random() {
        return new TurnId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
