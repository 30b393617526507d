package dev.hearth.ids;

/** Names an API key; not the key itself. */
public record ApiKeyId(String value) implements Id {
    public ApiKeyId {
        Ids.requireText(value, "ApiKeyId");
    }

    /** A new id nobody has. */
    public static ApiKeyId random() {
        return new ApiKeyId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
