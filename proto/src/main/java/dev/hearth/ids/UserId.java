package dev.hearth.ids;

/** Names a user. */
public record UserId(String value) implements Id {
    public UserId {
        Ids.requireText(value, "UserId");
    }

    /** A new id nobody has. */
    public static UserId random() {
        return new UserId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
