package dev.hearth.ids;

/** Names a team. */
public record TeamId(String value) implements Id {
    public TeamId {
        Ids.requireText(value, "TeamId");
    }

    /** A new id nobody has. */
    public static TeamId random() {
        return new TeamId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
