package dev.hearth.ids;

/** Names a stored file. */
public record FileId(String value) implements Id {
    public FileId {
        Ids.requireText(value, "FileId");
    }

    /** A new id nobody has. */
    public static FileId random() {
        return new FileId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
