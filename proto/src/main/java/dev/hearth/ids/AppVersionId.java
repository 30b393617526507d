package dev.hearth.ids;

/** Names one immutable version of an app. */
public record AppVersionId(String value) implements Id {
    public AppVersionId {
        Ids.requireText(value, "AppVersionId");
    }

    /** A new id nobody has. */
    public static AppVersionId random() {
        return new AppVersionId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
