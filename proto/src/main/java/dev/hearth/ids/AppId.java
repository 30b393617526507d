package dev.hearth.ids;

/** Names an app. */
public record AppId(String value) implements Id {
    public AppId {
        Ids.requireText(value, "AppId");
    }

    /** A new id nobody has. */
    public static AppId random() {
        return new AppId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
