package dev.hearth.ids;

/** Names a chat. */
public record ChatId(String value) implements Id {
    public ChatId {
        Ids.requireText(value, "ChatId");
    }

    /** A new id nobody has. */
    public static ChatId random() {
        return new ChatId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
