package dev.hearth.agent.chat;

/** Who speaks in a message. */
public enum MessageRole {
    SYSTEM,
    USER,
    ASSISTANT,
    TOOL
}
