package dev.hearth.ids;

/** Names a session. Its format is not checked: an unknown one is simply not found. */
public record SessionId(String value) implements Id {
    public SessionId {
        Ids.requireText(value, "SessionId");
    }

    /** A new id nobody has. */
    public static SessionId random() {
        return new SessionId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
