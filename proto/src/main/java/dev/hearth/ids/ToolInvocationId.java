package dev.hearth.ids;

/** Names a use of a tool; the id that clients answer and that the call carries. Not the id that the LLM gave it. */
public record ToolInvocationId(String value) implements Id {
    public ToolInvocationId {
        Ids.requireText(value, "ToolInvocationId");
    }

    /** A new id nobody has. */
    public static ToolInvocationId random() {
        return new ToolInvocationId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
