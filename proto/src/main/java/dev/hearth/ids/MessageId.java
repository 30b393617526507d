package dev.hearth.ids;

/** Names a message of a chat. */
public record MessageId(String value) implements Id {
    public MessageId {
        Ids.requireText(value, "MessageId");
    }

    /** A new id nobody has. */
    public static MessageId random() {
        return new MessageId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
