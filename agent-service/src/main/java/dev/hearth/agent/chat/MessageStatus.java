package dev.hearth.agent.chat;

/** Where a message stands. */
public enum MessageStatus {
    /** A user's message that waits for the turn before it. */
    QUEUED,
    PENDING,
    READY,
    FAILED,
    CANCELLED;

    public boolean isFinal() {
        return this != QUEUED && this != PENDING;
    }
}
