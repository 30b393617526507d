package dev.hearth.ids;

/** Names a call of an agent's LLM app; also the id of its task. */
public record LlmCallId(String value) implements Id {
    public LlmCallId {
        Ids.requireText(value, "LlmCallId");
    }

    /** A new id nobody has. */
    public static LlmCallId random() {
        return new LlmCallId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
